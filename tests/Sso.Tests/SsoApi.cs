using System.Buffers.Text;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Testing;
using Xunit;

namespace Sso.Tests;

/// <summary>The real provider with its own database, Pro Santé Connect and directory played by the tests.</summary>
public class SsoApi() : ServiceFixture<SsoSettings>("sso")
{
    public const string Issuer = "https://localhost:7443", Callback = Issuer + "/bff/callback", PscClient = "plateforme-essai";
    private readonly string _folder = Directory.CreateTempSubdirectory("sso-tests").FullName;

    public ClientKey Portal { get; } = new();
    public ClientKey Editor { get; } = new();
    public ClientKey Gateway { get; } = new();
    public KnownStaff Staff { get; } = new();
    public FakePsc Psc { get; private set; } = null!;
    public string ToolSecret { get; } = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));

    protected override async Task ArrangeAsync()
    {
        Psc = Own(new FakePsc(Clock));
        await Psc.StartAsync();
        var directory = Own(await FakeGrpc<KnownStaff>.StartAsync(Staff));
        Settings["Services:directory:Grpc"] = directory.Address;
        Settings["Platform:Issuer"] = Issuer;
        Settings["Sso:Clients"] = Write("clients.json", JsonSerializer.Serialize(new { clients = Registrations() }, JsonSerializerOptions.Web));
        Settings["Sso:SealingKeyFile"] = Path.Combine(_folder, "seal");
        Settings["National:Psc:MetadataAddress"] = Psc.MetadataAddress;
        Settings["National:Psc:ClientId"] = PscClient;
        Settings["National:Psc:Timeout"] = "00:00:30";   // a loaded machine is no outage
        Settings["National:Psc:ClientSecretFile"] = Write("psc.secret", FakePsc.Secret + "\n");
    }

    public Browser NewBrowser() => new(HttpAddress);

    public static (string Verifier, string Challenge) Pkce()
    {
        var verifier = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        return (verifier, Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))));
    }

    public static Dictionary<string, string?> AuthorizeQuery(string challenge) => new()
    {
        ["client_id"] = "portal", ["redirect_uri"] = Callback, ["response_type"] = "code", ["scope"] = "openid profile identity:read identity:write",
        ["state"] = "the-state", ["nonce"] = "the-nonce", ["code_challenge"] = challenge, ["code_challenge_method"] = "S256",
    };

    public static string Authorize(string challenge, Action<Dictionary<string, string?>>? change = null)
    {
        var query = AuthorizeQuery(challenge);
        change?.Invoke(query);
        return QueryHelpers.AddQueryString("/oauth/authorize", query);
    }

    /// <summary>Goes through Pro Santé Connect and, when asked, the choice of a situation; ends where the client's address would be opened.</summary>
    public async Task<HttpResponseMessage> SignInAsync(Browser browser, string nationalId, string challenge, Action<FakePsc.Login>? wrong = null, Action<Dictionary<string, string?>>? change = null, Guid? situation = null)
    {
        var ct = TestContext.Current.CancellationToken;
        var toPsc = await browser.GetAsync(Authorize(challenge, change), ct);
        Assert.Equal(HttpStatusCode.SeeOther, toPsc.StatusCode);
        var back = await browser.GetAsync(Psc.SignIn(toPsc.Headers.Location!, nationalId, wrong), ct);
        if (situation is null || back.StatusCode != HttpStatusCode.OK) return back;
        var page = await back.Content.ReadAsStringAsync(ct);
        return await browser.PostAsync("/oauth/situation", new() { ["request"] = Browser.Hidden(page, "request"), ["situation"] = situation.Value.ToString() }, ct);
    }

    /// <summary>A code for the portal, with its verifier.</summary>
    public async Task<(string Code, string Verifier)> CodeAsync(Browser? browser = null, string nationalId = KnownStaff.Vasseur, Action<Dictionary<string, string?>>? change = null)
    {
        var (verifier, challenge) = Pkce();
        var reply = await SignInAsync(browser ?? NewBrowser(), nationalId, challenge, change: change, situation: nationalId == KnownStaff.Montagne ? Demo.Montagne : null);
        Assert.Equal(HttpStatusCode.SeeOther, reply.StatusCode);
        return (QueryHelpers.ParseQuery(reply.Headers.Location!.Query)["code"].ToString(), verifier);
    }

    public Dictionary<string, string> CodeForm(string code, string verifier) => new(Portal.Assertion("portal", Clock.GetUtcNow()))
    {
        ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = Callback, ["code_verifier"] = verifier,
    };

    public Dictionary<string, string> RefreshForm(string token) => new(Portal.Assertion("portal", Clock.GetUtcNow())) { ["grant_type"] = "refresh_token", ["refresh_token"] = token };

    public async Task<JsonElement> TokensAsync(Browser? browser = null, string nationalId = KnownStaff.Vasseur)
    {
        var (code, verifier) = await CodeAsync(browser, nationalId);
        var reply = await PostAsync("/oauth/token", CodeForm(code, verifier));
        Assert.Equal(HttpStatusCode.OK, reply.Status);
        return reply.Body;
    }

    public async Task<(HttpStatusCode Status, JsonElement Body, HttpResponseMessage Reply)> PostAsync(string path, Dictionary<string, string> form)
    {
        using var client = Anonymous();
        var reply = await client.PostAsync(path, new FormUrlEncodedContent(form), TestContext.Current.CancellationToken);
        var body = reply.Content.Headers.ContentLength == 0 ? default : await reply.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        return (reply.StatusCode, body, reply);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private object[] Registrations() =>
    [
        new { clientId = "portal", kind = "portal", publicKeys = new[] { Portal.PublicPem }, scopes = new[] { "openid", "profile", "identity:read", "identity:write" }, redirectUris = new[] { Callback }, postLogoutRedirectUris = new[] { Issuer + "/" } },
        new { clientId = "other-portal", kind = "portal", publicKeys = new[] { Editor.PublicPem }, scopes = new[] { "openid" }, redirectUris = new[] { "https://other.test/cb" } },
        new { clientId = "facturation", kind = "editor", publicKeys = new[] { Editor.PublicPem }, scopes = new[] { "identity:read", "identity:write" }, tenant = Demo.Brume, situation = Demo.Editor },
        new { clientId = "tool", kind = "editor", secretSha256 = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(ToolSecret))), scopes = new[] { "identity:read" }, tenant = Demo.Brume, situation = Demo.Editor },
        new { clientId = "gateway", kind = "service", publicKeys = new[] { Gateway.PublicPem }, scopes = new[] { "service" } },
        new { clientId = "operations", kind = "operations", publicKeys = new[] { Gateway.PublicPem }, scopes = new[] { "operations" } },
        new { clientId = "sso", kind = "service", publicKeys = new[] { ClientKey.FromFile(TestIssuer.Current.ClientKeyFile).PublicPem }, scopes = new[] { "service" } },
    ];

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
