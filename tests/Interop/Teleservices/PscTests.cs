using System.Text.Json.Nodes;
using Interop.Peers;
using Sandbox.Tests;

namespace Interop.Teleservices;

public sealed class PscTests : IAsyncLifetime
{
    private SandboxApi _api = null!;
    private NodePeer _product = null!;

    public async ValueTask InitializeAsync()
    {
        _api = await SandboxApi.StartAsync();
        _product = NodePeer.Start("Teleservices/psc.mjs", new Dictionary<string, string> { ["NODE_EXTRA_CA_CERTS"] = SandboxApi.Authority.File },
            _api.Address.ToString(), SandboxApi.PscSecret, PscLogin.Callback);
    }

    public async ValueTask DisposeAsync()
    {
        await _product.DisposeAsync();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task Openid_client_signs_in_reads_the_situations_and_refreshes()
    {
        var seen = await AskAsync(new { professional = "899900000029" });

        Assert.Equal("eidas1", (string?)seen["claims"]!["acr"]);
        Assert.Equal("899900000029", (string?)seen["user"]!["SubjectNameID"]);
        Assert.Equal(2, seen["user"]!["SubjectRefPro"]!["exercices"]![0]!["activities"]!.AsArray().Count);
        Assert.True((bool)seen["rotated"]! && (bool)seen["active"]!);
    }

    [Fact]
    public async Task Openid_client_notices_a_nonce_that_is_not_its_own()
    {
        var seen = await AskAsync(new { professional = "899900000029", expectedNonce = "une autre" });

        Assert.NotNull(seen["refused"]);
    }

    private Task<JsonObject> AskAsync(object question) => _product.AskAsync(question, TestContext.Current.CancellationToken);
}
