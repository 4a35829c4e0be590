using System.Text.Json.Nodes;
using Interop.Peers;
using Sandbox.Tests;

namespace Interop.Teleservices;

public sealed class AnnuaireTests : IAsyncLifetime
{
    private SandboxApi _api = null!;
    private readonly NodePeer _validator = NodePeer.Start("Teleservices/fhir.mjs");
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _api = await SandboxApi.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _validator.DisposeAsync();
        await _api.DisposeAsync();
    }

    [Theory]
    [InlineData("Practitioner?_count=3&_revinclude=PractitionerRole:practitioner")]
    [InlineData("PractitionerRole?_include=PractitionerRole:organization")]
    [InlineData("Organization")]
    [InlineData("Organization/org-990000069")]
    [InlineData("Practitioner?colour=red")]
    [InlineData("metadata")]
    public async Task What_the_directory_answers_is_valid_fhir(string query)
    {
        using var http = _api.Caller();
        http.DefaultRequestHeaders.Add("ESANTE-API-KEY", "cle-de-test");
        using var reply = await http.GetAsync("/annuaire/fhir/v2/" + query, Ct);
        var resource = JsonNode.Parse(await reply.Content.ReadAsStringAsync(Ct));

        var seen = await _validator.AskAsync(new { resource }, Ct);

        Assert.Empty(seen["issues"]!.AsArray());
    }

    [Fact]
    public async Task The_validator_refuses_what_is_wrong()
    {
        var seen = await _validator.AskAsync(new { resource = new { resourceType = "Practitioner", surname = "VASSEUR" } }, Ct);

        Assert.NotEmpty(seen["issues"]!.AsArray());
    }
}
