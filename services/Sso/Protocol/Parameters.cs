using Microsoft.Extensions.Primitives;

namespace Sso.Protocol;

/// <summary>The parameters of one OAuth request. A repeated parameter is refused (RFC 6749 §3.1), an empty one counts as absent.</summary>
public sealed class Parameters
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly List<string> _repeated = [];

    private Parameters(IEnumerable<KeyValuePair<string, StringValues>> pairs)
    {
        foreach (var (name, values) in pairs)
        {
            if (values.Count > 1) _repeated.Add(name);
            else if (!string.IsNullOrEmpty(values[0])) _values[name] = values[0]!;
        }
    }

    public string? this[string name] => _values.GetValueOrDefault(name);

    public IReadOnlyList<string> Repeated => _repeated;

    public string Required(string name) =>
        this[name] ?? throw OAuthException.InvalidRequest($"The parameter {name} is missing.");

    public static Parameters OfQuery(HttpRequest request) => new(request.Query);

    /// <summary>Reads a form of a client: nothing else is accepted, and no credential may be in the query.</summary>
    public static async Task<Parameters> OfFormAsync(HttpRequest request, CancellationToken ct)
    {
        if (request.QueryString.HasValue) throw OAuthException.InvalidRequest("Parameters belong in the body, not in the query.");
        var parameters = await OfPageFormAsync(request, ct);
        if (parameters.Repeated.Count > 0) throw OAuthException.InvalidRequest($"The parameter {parameters.Repeated[0]} is repeated.");
        return parameters;
    }

    public static async Task<Parameters> OfPageFormAsync(HttpRequest request, CancellationToken ct)
    {
        OAuthErrors.LimitBody(request.HttpContext);
        if (request.ContentType?.Split(';')[0].Trim() is not "application/x-www-form-urlencoded")
            throw OAuthException.InvalidRequest("The body must be application/x-www-form-urlencoded.");
        try
        {
            return new(await request.ReadFormAsync(ct));
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw new OAuthException("invalid_request", "The request is too large.", StatusCodes.Status413PayloadTooLarge);
        }
        catch (InvalidDataException)
        {
            throw OAuthException.InvalidRequest("The form cannot be read.");
        }
    }
}
