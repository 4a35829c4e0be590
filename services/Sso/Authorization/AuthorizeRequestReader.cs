using System.Globalization;
using System.Text.RegularExpressions;
using Sso.Clients;
using Sso.Logins;
using Sso.Pages;
using Sso.Protocol;

namespace Sso.Authorization;

/// <summary>
/// Checks an authorization request. Until client and redirect address are proved to belong together,
/// the answer is a page and never a redirect.
/// </summary>
public sealed partial class AuthorizeRequestReader(ClientRegistry clients)
{
    private static readonly string[] KnownPrompts = ["none", "login", "consent", "select_account"];

    public AuthorizeRequest Read(Parameters sent)
    {
        var client = clients.Find(sent["client_id"]);
        if (client is null || !client.SignsPeopleIn) throw PageException.BadRequest("Le logiciel qui vous envoie ici n'est pas enregistré auprès de cette plateforme. Prévenez son éditeur ou votre support.");
        var redirect = sent["redirect_uri"];
        if (redirect is null || !client.Registration.RedirectUris.Contains(redirect, StringComparer.Ordinal))
            throw PageException.BadRequest("L'adresse de retour demandée n'est pas enregistrée pour ce logiciel. Prévenez son éditeur ou votre support.");
        if (sent.Repeated.Any(name => name is "client_id" or "redirect_uri" or "state"))
            throw PageException.BadRequest("La demande de connexion est ambiguë : un paramètre y figure deux fois. Revenez à votre logiciel et recommencez.");

        AuthorizeRefusedException Refuse(string error, string description) => new(redirect, sent["state"], error, description);

        if (sent.Repeated.Count > 0) throw Refuse("invalid_request", $"The parameter {sent.Repeated[0]} is repeated.");
        if (sent["request"] is not null) throw Refuse("request_not_supported", "Request objects are not supported.");
        if (sent["request_uri"] is not null) throw Refuse("request_uri_not_supported", "Request addresses are not supported.");
        if (sent["response_type"] is not { } type) throw Refuse("invalid_request", "The parameter response_type is missing.");
        if (type != "code") throw Refuse("unsupported_response_type", "Only the code flow is supported.");
        if (sent["response_mode"] is not (null or "query")) throw Refuse("invalid_request", "Only the query response mode is supported.");
        if (sent["code_challenge"] is not { } challenge || !Challenge().IsMatch(challenge)) throw Refuse("invalid_request", "A PKCE challenge of 43 characters is required.");
        if (sent["code_challenge_method"] != "S256") throw Refuse("invalid_request", "The PKCE method must be S256.");
        if (sent["nonce"] is { Length: > 512 } || sent["state"] is { Length: > 4096 }) throw Refuse("invalid_request", "state or nonce is too long.");

        var scope = ReadScope(sent, client) ?? throw Refuse("invalid_scope", "A scope is not registered for this client.");
        var prompts = sent["prompt"]?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (prompts.Except(KnownPrompts).Any() || (prompts.Contains("none") && prompts.Length > 1)) throw Refuse("invalid_request", "The prompt is unknown or contradictory.");
        if (!ReadMaxAge(sent, out var maxAge)) throw Refuse("invalid_request", "max_age must be a number of seconds.");

        return new()
        {
            ClientId = client.Id,
            RedirectUri = redirect,
            Scope = scope,
            Challenge = challenge,
            State = sent["state"],
            Nonce = sent["nonce"],
            Prompts = prompts,
            MaxAge = maxAge,
            Acr = AssuranceLevel.LowestOf(sent["acr_values"]),
        };
    }

    private static string? ReadScope(Parameters sent, Client client)
    {
        var asked = (sent["scope"] ?? "openid").Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct().ToArray();
        return asked.Contains("openid") && asked.All(client.MayAsk) ? string.Join(' ', asked) : null;
    }

    private static bool ReadMaxAge(Parameters sent, out int? maxAge)
    {
        maxAge = null;
        if (sent["max_age"] is not { } text) return true;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return false;
        maxAge = seconds;
        return true;
    }

    [GeneratedRegex("^[A-Za-z0-9_-]{43}$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Challenge();
}
