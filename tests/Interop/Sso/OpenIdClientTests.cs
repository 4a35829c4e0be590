using System.Net;
using System.Text.Json.Nodes;
using Interop.Peers;
using Sso.Tests;

namespace Interop.SignIn;

public sealed class OpenIdClientTests : IAsyncLifetime
{
    private readonly SsoApi _sso = new();
    private NodePeer _client = null!;

    public async ValueTask InitializeAsync()
    {
        await _sso.InitializeAsync();
        _client = NodePeer.Start("Sso/openid-client.mjs", environment: null, SsoApi.Issuer, _sso.HttpAddress.ToString().TrimEnd('/'));
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _sso.DisposeAsync();
    }

    [Fact]
    public async Task Openid_client_signs_somebody_in_reads_who_they_are_refreshes_and_revokes()
    {
        var (state, back) = await SignInAsync();

        var seen = await AskAsync(new { act = "finish", back, state });

        Assert.Null((string?)seen["refused"]);
        Assert.Equal(KnownStaff.Professional(1).ToString(), (string?)seen["claims"]!["sub"]);
        Assert.Equal(("eidas1", "VASSEUR"), ((string?)seen["claims"]!["acr"], (string?)seen["user"]!["family_name"]));
        Assert.True((bool)seen["rotated"]! && (bool)seen["sameSubject"]!);
        Assert.StartsWith(SsoApi.Issuer + "/oauth/logout?", (string?)seen["endSession"]);
        Assert.Equal("invalid_grant", (string?)seen["afterRevocation"]);
    }

    [Fact]
    public async Task Openid_client_notices_another_nonce_and_an_answer_of_another_issuer()
    {
        var (state, back) = await SignInAsync();
        var (otherState, otherBack) = await SignInAsync();

        var nonce = await AskAsync(new { act = "finish", back, state, expectedNonce = "another" });
        var mixUp = await AskAsync(new { act = "finish", back = otherBack.Replace(Uri.EscapeDataString(SsoApi.Issuer), "https%3A%2F%2Fevil.test", StringComparison.Ordinal), state = otherState });

        Assert.NotNull((string?)nonce["refused"]);
        Assert.NotNull((string?)mixUp["refused"]);
    }

    [Fact]
    public async Task Openid_client_is_told_why_nobody_is_signed_in()
    {
        var begun = await AskAsync(Begin(new { prompt = "none" }));
        var answer = await _sso.NewBrowser().GetAsync((string)begun["page"]!, TestContext.Current.CancellationToken);

        var seen = await AskAsync(new { act = "finish", back = answer.Headers.Location!.ToString(), state = (string?)begun["state"] });

        Assert.Equal("login_required", (string?)seen["refused"]);
    }

    [Fact]
    public async Task An_editor_takes_its_token_with_private_key_jwt_and_a_service_introspects()
    {
        var editor = await AskAsync(new { act = "alone", clientId = "facturation", key = _sso.Editor.PrivatePem, scope = "identity:write" });
        var service = await AskAsync(new { act = "alone", clientId = "gateway", key = _sso.Gateway.PrivatePem, scope = "service", introspect = true });
        var thief = await AskAsync(new { act = "alone", clientId = "facturation", key = _sso.Gateway.PrivatePem, scope = "identity:write" });

        Assert.Equal(("bearer", 300, "identity:write"), ((string?)editor["type"], (int)editor["expires"]!, (string?)editor["scope"]));
        Assert.True((bool)service["active"]!);
        Assert.Equal("invalid_client", (string?)thief["refused"]);
    }

    private async Task<(string State, string Back)> SignInAsync()
    {
        var ct = TestContext.Current.CancellationToken;
        var browser = _sso.NewBrowser();
        var begun = await AskAsync(Begin(new { }));
        var away = await browser.GetAsync((string)begun["page"]!, ct);
        var back = await browser.GetAsync(_sso.Psc.SignIn(away.Headers.Location!, KnownStaff.Vasseur), ct);
        Assert.Equal(HttpStatusCode.SeeOther, back.StatusCode);
        return ((string)begun["state"]!, back.Headers.Location!.ToString());
    }

    private object Begin(object more) => new { act = "begin", clientId = "portal", key = _sso.Portal.PrivatePem, redirectUri = SsoApi.Callback, scope = "openid profile identity:read", more };

    private Task<JsonObject> AskAsync(object question) => _client.AskAsync(question, TestContext.Current.CancellationToken);
}
