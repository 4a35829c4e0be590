using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace EndToEnd.Stage;

/// <summary>The ways in: as a professional through Pro Santé Connect, as an editor's server, or as nobody.</summary>
public sealed class Doorstep(int shift, string data)
{
    private const string Editor = "valbrume-facturation";

    public Uri Gateway { get; } = new($"https://localhost:{(7443 + shift).ToString(CultureInfo.InvariantCulture)}");

    private string Authority => Path.Combine(data, "pki", "ca.pem");

    public Person Nobody(bool ownPages = true) => new(Gateway, Authority, ownPages: ownPages);

    public Person WithToken(string token) => new(Gateway, Authority, token);

    /// <param name="name">Family name, as Pro Santé Connect's page shows it.</param>
    /// <param name="situation">What to choose when the account has several situations.</param>
    public async Task<Person> SignInAsync(string name, string? situation = null)
    {
        var person = Nobody();
        var page = await person.SubmitAsync(await ChoiceAsync(person), name, "e-CPS");
        if (situation is not null) page = await person.SubmitAsync(page, situation);
        Assert.True(page.Address.AbsolutePath == "/bff/user" && page.Status == 200, $"{name} stops at {page.Address.AbsolutePath}: {page.Status} {page.Title} {page.Text}");
        return person;
    }

    /// <summary>Pro Santé Connect's page. On a busy machine it may not come at once: then the button is pressed again.</summary>
    public static async Task<HtmlPage> ChoiceAsync(Person person) => await Eventually.ComesAsync("the page of Pro Santé Connect",
        async () => await person.BrowseAsync("/bff/login?returnUrl=/bff/user") is { Status: not 503 } page ? page : null);

    /// <summary>client_credentials with private_key_jwt, by the billing software that masters identities.</summary>
    public async Task<string> EditorTokenAsync()
    {
        using var nobody = Nobody();
        return (await nobody.SendAsync(() => new(HttpMethod.Post, "/oauth/token")
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "client_credentials", ["client_id"] = Editor, ["scope"] = "identity:read identity:write",
                ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", ["client_assertion"] = Assertion(),
            }),
        })).Must(200).Json.GetProperty("access_token").GetString()!;
    }

    public async Task<Person> EditorAsync() => WithToken(await EditorTokenAsync());

    /// <summary>A token of the platform's shape, signed by a key that is not the platform's.</summary>
    public static string Signed(object header, object claims)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Signed(key, header, claims);
    }

    private string Assertion()
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(KeyFile()));
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        return Signed(key, new { alg = "ES256", typ = "JWT" }, new { iss = Editor, sub = Editor, aud = Gateway.GetLeftPart(UriPartial.Authority), iat = now, exp = now + 60, jti = Guid.NewGuid() });
    }

    private string KeyFile() => Directory.EnumerateFiles(Path.Combine(data, "keys"), $"{Editor}*").First();

    private static string Signed(ECDsa key, object header, object claims)
    {
        var signed = $"{Part(header)}.{Part(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }

    private static string Part(object content) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(content));
}
