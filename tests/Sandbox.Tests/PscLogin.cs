using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace Sandbox.Tests;

/// <summary>A product that signs people in with PSC, step by step.</summary>
internal sealed class PscLogin(SandboxApi api)
{
    public const string Callback = "https://localhost:7443/oauth/psc/callback";
    private readonly string _verifier = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public HttpClient Http { get; } = api.Caller();
    public string? Cookie { get; private set; }
    public string Nonce { get; } = Guid.NewGuid().ToString();

    public Task<JsonElement> MetadataAsync() => api.JsonAsync("/psc/auth/realms/esante-wallet/.well-known/wallet-openid-configuration");

    public string AuthorizationQuery(string? redirect = null, string prompt = "") => QueryHelpers.AddQueryString("", new Dictionary<string, string?>
    {
        ["response_type"] = "code", ["client_id"] = "plateforme", ["redirect_uri"] = redirect ?? Callback, ["scope"] = "openid scope_all", ["acr_values"] = "eidas1",
        ["state"] = "etat", ["nonce"] = Nonce, ["code_challenge"] = WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(_verifier))),
        ["code_challenge_method"] = "S256", ["prompt"] = prompt.Length == 0 ? null : prompt,
    });

    public async Task<HttpResponseMessage> OpenAsync(string query)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/psc/auth" + query);
        if (Cookie is not null) request.Headers.Add("Cookie", Cookie);
        return await Http.SendAsync(request, Ct);
    }

    public async Task<Dictionary<string, string>> ChooseAsync(string professional, string query)
    {
        var page = await (await OpenAsync(query)).Content.ReadAsStringAsync(Ct);
        var request = page.Split("name=\"request\" value=\"")[1].Split('"')[0];
        var reply = await Http.PostAsync("/psc/auth/choice", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["request"] = request, ["professional"] = professional, ["means"] = "ECPS",
        }), Ct);
        Assert.Equal(HttpStatusCode.Redirect, reply.StatusCode);
        Cookie = reply.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        return Answer(reply);
    }

    public static Dictionary<string, string> Answer(HttpResponseMessage reply) =>
        QueryHelpers.ParseQuery(reply.Headers.Location!.Query).ToDictionary(p => p.Key, p => p.Value.ToString());

    public Task<HttpResponseMessage> RedeemAsync(string code, string? verifier = null, string secret = SandboxApi.PscSecret) => TokenAsync(secret, new()
    {
        ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = Callback, ["code_verifier"] = verifier ?? _verifier,
    });

    public Task<HttpResponseMessage> RefreshAsync(string refresh) =>
        TokenAsync(SandboxApi.PscSecret, new() { ["grant_type"] = "refresh_token", ["refresh_token"] = refresh });

    public async Task<JsonElement> SignInAsync(string professional)
    {
        var answer = await ChooseAsync(professional, AuthorizationQuery());
        return await ReadAsync(await RedeemAsync(answer["code"]));
    }

    public async Task<HttpResponseMessage> UserInfoAsync(string accessToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/psc/auth/realms/esante-wallet/protocol/openid-connect/userinfo");
        request.Headers.Authorization = new("Bearer", accessToken);
        return await Http.SendAsync(request, Ct);
    }

    public static async Task<JsonElement> ReadAsync(HttpResponseMessage reply)
    {
        reply.EnsureSuccessStatusCode();
        return JsonDocument.Parse(await reply.Content.ReadAsStringAsync(Ct)).RootElement;
    }

    public async Task<HttpResponseMessage> TokenAsync(string secret, Dictionary<string, string> form, string path = "token")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/psc/auth/realms/esante-wallet/protocol/openid-connect/" + path) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"plateforme:{Uri.EscapeDataString(secret)}")));
        return await Http.SendAsync(request, Ct);
    }
}
