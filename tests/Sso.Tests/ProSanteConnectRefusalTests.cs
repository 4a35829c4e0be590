using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace Sso.Tests;

/// <summary>Answers of Pro Santé Connect that must open no session, each wrong in one point.</summary>
public sealed class ProSanteConnectRefusalTests(SsoApi api) : IClassFixture<SsoApi>
{
    public static TheoryData<string> WrongIdTokens => [.. Wrong.Keys];

    private static readonly Dictionary<string, Action<FakePsc.Login>> Wrong = new()
    {
        ["another issuer"] = l => l.Claims["iss"] = "https://evil.test/realm",
        ["another audience"] = l => l.Claims["aud"] = "another-product",
        ["no audience"] = l => l.Claims["aud"] = null,
        ["several audiences without azp"] = l => l.Claims["aud"] = new[] { SsoApi.PscClient, "another-product" },
        ["no subject"] = l => (l.UserinfoSubject, l.Claims["sub"]) = ("f:0:x", null),
        ["no iat"] = l => l.Claims["iat"] = null,
        ["issued an hour ago"] = l => l.Claims["iat"] = (long)l.Claims["iat"]! - 3600,
        ["expired"] = l => l.Claims["exp"] = (long)l.Claims["iat"]! - 60,
        ["another nonce"] = l => l.Claims["nonce"] = "another",
        ["no nonce"] = l => l.Claims["nonce"] = null,
        ["no level"] = l => l.Claims["acr"] = null,
        ["an unknown level"] = l => l.Claims["acr"] = "0",
        ["no signature"] = l => l.Signed = (claims, _) => $"{Part(new { alg = "none" })}.{Part(claims)}.",
        ["HS256 with our secret"] = l => l.Signed = (claims, psc) => FakePsc.Sign(claims, new SymmetricSecurityKey(SHA256.HashData(Encoding.UTF8.GetBytes(FakePsc.Secret))) { KeyId = psc.Key.KeyId }, SecurityAlgorithms.HmacSha256),
        ["an altered payload"] = l => l.Signed = (claims, psc) =>
        {
            var parts = FakePsc.Sign(claims, psc.Key, SecurityAlgorithms.RsaSha256).Split('.');
            claims["SubjectNameID"] = "somebody-else";
            return $"{parts[0]}.{Part(claims)}.{parts[2]}";
        },
        ["a key nobody published"] = l => l.Signed = (claims, _) => FakePsc.Sign(claims, new RsaSecurityKey(RSA.Create(2048)) { KeyId = "unknown" }, SecurityAlgorithms.RsaSha256),
        ["a stranger's key under the published kid"] = l => l.Signed = (claims, psc) => FakePsc.Sign(claims, new RsaSecurityKey(RSA.Create(2048)) { KeyId = psc.Key.KeyId }, SecurityAlgorithms.RsaSha256),
        ["not a token"] = l => l.Signed = (_, _) => "garbage",
        ["userinfo of somebody else"] = l => l.UserinfoSubject = "f:0:somebody-else",
    };

    [Theory]
    [MemberData(nameof(WrongIdTokens))]
    public async Task A_sign_in_with(string wrong)
    {
        var browser = api.NewBrowser();

        var back = await api.SignInAsync(browser, KnownStaff.Vasseur, SsoApi.Pkce().Challenge, Wrong[wrong]);

        Assert.Equal(HttpStatusCode.Forbidden, back.StatusCode);
        Assert.DoesNotContain("__Host-sso", browser.Cookies.Keys);
        await api.WaitForAsync("audit.access-recorded.v1", e => e.Data.GetProperty("outcome").GetString() == "refused");
    }

    [Fact]
    public async Task A_stronger_proof_than_asked_is_accepted()
    {
        var back = await api.SignInAsync(api.NewBrowser(), KnownStaff.Vasseur, SsoApi.Pkce().Challenge, l => l.Claims["acr"] = "eidas2");

        Assert.Equal(HttpStatusCode.SeeOther, back.StatusCode);
    }

    [Fact]
    public async Task A_weaker_proof_than_asked_is_refused()
    {
        var back = await api.SignInAsync(api.NewBrowser(), KnownStaff.Vasseur, SsoApi.Pkce().Challenge, l => l.Claims["acr"] = "eidas1", q => q["acr_values"] = "eidas2");

        Assert.Equal(HttpStatusCode.Forbidden, back.StatusCode);
    }

    [Fact]
    public async Task A_key_rotated_just_before_it_signed_is_fetched()
    {
        await api.SignInAsync(api.NewBrowser(), KnownStaff.Vasseur, SsoApi.Pkce().Challenge);
        api.Clock.Advance(TimeSpan.FromMinutes(1));
        api.Psc.RotateKey();

        var back = await api.SignInAsync(api.NewBrowser(), KnownStaff.Vasseur, SsoApi.Pkce().Challenge);

        Assert.Equal(HttpStatusCode.SeeOther, back.StatusCode);
    }

    [Theory]
    [InlineData("a state nobody sent")]
    [InlineData("used state")]
    [InlineData("late")]
    [InlineData("another browser")]
    [InlineData("iss of another provider")]
    [InlineData("error beside the code")]
    [InlineData("state twice")]
    public async Task A_return_that_fits_no_attempt_reaches_no_token_endpoint(string wrong)
    {
        var ct = TestContext.Current.CancellationToken;
        var browser = api.NewBrowser();
        var away = await browser.GetAsync(SsoApi.Authorize(SsoApi.Pkce().Challenge), ct);
        var path = api.Psc.SignIn(away.Headers.Location!, KnownStaff.Vasseur, l => l.Returned = answer =>
        {
            if (wrong == "a state nobody sent") answer["state"] = "foreign";
            if (wrong == "iss of another provider") answer["iss"] = "https://evil.test";
            if (wrong == "error beside the code") answer["error"] = "access_denied";
        });
        if (wrong == "used state") await browser.GetAsync(path, ct);
        if (wrong == "late") api.Clock.Advance(TimeSpan.FromMinutes(11));
        if (wrong == "state twice") path += "&state=again";
        var before = api.Psc.TokenRequests;

        var reply = await (wrong == "another browser" ? api.NewBrowser() : browser).GetAsync(path, ct);

        Assert.Equal(HttpStatusCode.BadRequest, reply.StatusCode);
        Assert.Null(reply.Headers.Location);
        Assert.Equal(before, api.Psc.TokenRequests);
    }

    [Fact]
    public async Task Who_gives_up_at_Pro_Sante_Connect_returns_to_the_tool_with_access_denied()
    {
        var back = await api.SignInAsync(api.NewBrowser(), KnownStaff.Vasseur, SsoApi.Pkce().Challenge, l => l.Returned = answer =>
        {
            answer.Remove("code");
            answer["error"] = "access_denied";
        });

        var query = QueryHelpers.ParseQuery(back.Headers.Location!.Query);
        Assert.Equal(("access_denied", "the-state", SsoApi.Issuer), (query["error"].ToString(), query["state"].ToString(), query["iss"].ToString()));
    }

    [Fact]
    public async Task The_request_to_Pro_Sante_Connect_asks_for_eidas1_with_its_own_state_nonce_and_PKCE()
    {
        var away = await api.NewBrowser().GetAsync(SsoApi.Authorize(SsoApi.Pkce().Challenge), TestContext.Current.CancellationToken);

        var query = QueryHelpers.ParseQuery(away.Headers.Location!.Query);
        Assert.Equal(("eidas1", "openid scope_all", "S256"), (query["acr_values"].ToString(), query["scope"].ToString(), query["code_challenge_method"].ToString()));
        Assert.True(query["state"].ToString().Length >= 43 && query["state"] != "the-state");
        Assert.True(query["nonce"].ToString().Length >= 43 && query["nonce"] != "the-nonce");
    }

    private static string Part(object value) => Base64UrlEncoder.Encode(JsonSerializer.Serialize(value));
}
