using System.Net;
using Interop.Peers;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.JsonWebTokens;
using Sso.Tests;
using Testing;

namespace Interop.SignIn;

/// <summary>Our relying party against a certified provider in Pro Santé Connect's place.</summary>
public sealed class ForeignPscTests : IAsyncLifetime
{
    private readonly SsoBeforeForeignPsc _sso = new();

    public ValueTask InitializeAsync() => _sso.InitializeAsync();

    public ValueTask DisposeAsync() => _sso.DisposeAsync();

    [Fact]
    public async Task A_professional_signs_in_through_oidc_provider_proves_it_again_and_signs_out_of_both()
    {
        var ct = TestContext.Current.CancellationToken;
        var browser = _sso.NewBrowser();
        using var psc = new Browser(new(_sso.PscIssuer));
        var (verifier, challenge) = SsoApi.Pkce();

        var page = await ThroughPscAsync(browser, psc, SsoApi.Authorize(challenge));
        var html = await page.Content.ReadAsStringAsync(ct);
        var chosen = await browser.PostAsync("/oauth/situation", new() { ["request"] = Browser.Hidden(html, "request"), ["situation"] = Demo.MontagneRoseraie.ToString() }, ct);
        var tokens = await _sso.PostAsync("/oauth/token", _sso.CodeForm(QueryHelpers.ParseQuery(chosen.Headers.Location!.Query)["code"].ToString(), verifier));

        Assert.Equal(HttpStatusCode.OK, tokens.Status);
        var access = new JsonWebToken(tokens.Body.GetProperty("access_token").GetString());
        Assert.Equal((KnownStaff.Professional(2).ToString(), "eidas1"), (access.Subject, access.GetClaim("acr").Value));

        var again = await ThroughPscAsync(browser, psc, SsoApi.Authorize(challenge, q => q["prompt"] = "login"));
        Assert.StartsWith(SsoApi.Callback + "?code=", again.Headers.Location!.ToString());

        var leaving = await browser.GetAsync("/oauth/logout", ct);
        var away = await browser.PostAsync("/oauth/logout/confirm", new() { ["request"] = Browser.Hidden(await leaving.Content.ReadAsStringAsync(ct), "request") }, ct);
        var asked = await psc.GetAsync(away.Headers.Location!.PathAndQuery, ct);
        Assert.Equal(_sso.PscIssuer, away.Headers.Location.GetLeftPart(UriPartial.Authority));
        Assert.Equal(HttpStatusCode.OK, asked.StatusCode);   // the provider knows the hint and the return address; it asks its own confirmation
    }

    // Follows the browser through the other host until it is back at ours.
    private async Task<HttpResponseMessage> ThroughPscAsync(Browser browser, Browser psc, string authorize)
    {
        var ct = TestContext.Current.CancellationToken;
        var location = (await browser.GetAsync(authorize, ct)).Headers.Location!;
        for (var step = 0; step < 8; step++)
        {
            var absolute = location.IsAbsoluteUri ? location : new Uri(new Uri(_sso.PscIssuer), location);
            if (absolute.AbsoluteUri.StartsWith(SsoApi.Issuer, StringComparison.Ordinal)) return await browser.GetAsync(absolute.PathAndQuery, ct);
            var reply = await psc.GetAsync(absolute.PathAndQuery, ct);
            location = reply.Headers.Location ?? throw new InvalidOperationException($"{(int)reply.StatusCode} {await reply.Content.ReadAsStringAsync(ct)}");
        }
        throw new InvalidOperationException("The provider never sent the browser back.");
    }

    private sealed class SsoBeforeForeignPsc : SsoApi
    {
        public string PscIssuer { get; private set; } = "";

        protected override async Task ArrangeAsync()
        {
            await base.ArrangeAsync();
            var provider = Own(NodePeer.Start("Sso/psc-provider.mjs", environment: null, FakePsc.Secret, Issuer + "/oauth/psc/callback", Issuer + "/oauth/logout/done"));
            PscIssuer = (string)(await provider.HearAsync(TestContext.Current.CancellationToken))["issuer"]!;
            Settings["National:Psc:MetadataAddress"] = PscIssuer + "/.well-known/wallet-openid-configuration";
        }
    }
}
