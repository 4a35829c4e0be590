using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Fhir;
using Sandbox.Faults;
using Sandbox.Ledgers;

namespace Sandbox.Annuaire;

/// <summary>The Annuaire Santé's FHIR interface, version 2, read only.</summary>
internal static class AnnuaireRoutes
{
    private const string Root = "/annuaire/fhir/v2";

    public static void AddAnnuaire(this WebApplicationBuilder builder) => builder.Services.AddSingleton<AnnuaireAnswers>();

    public static void MapAnnuaire(this WebApplication app)
    {
        var fhir = app.MapGroup(Root);
        fhir.AddEndpointFilter(RequireKey);
        fhir.MapGet("/metadata", (HttpRequest request) => Results.Text(Capabilities(), FhirJson.MediaType, Encoding.UTF8));
        fhir.MapGet("/_page", (string id, HttpRequest request, AnnuaireAnswers answers) => answers.Announced(id) is { } page
            ? answers.Page(new(SearchedTypes.Find(page.Type)!, page.Criteria), page.Offset, Base(request))
            : AnnuaireAnswers.Refusal(410, "not-found", "Cette page n'existe plus : recommencez la recherche."));
        fhir.MapGet("/{type}", (string type, HttpRequest request, AnnuaireAnswers answers, Journal journal) =>
            Find(type, Pairs(request.Query), request, answers, journal));
        fhir.MapPost("/{type}/_search", async (string type, HttpRequest request, AnnuaireAnswers answers, Journal journal, CancellationToken ct) =>
            request.HasFormContentType
                ? Find(type, [.. Pairs(request.Query), .. Pairs(await request.ReadFormAsync(ct))], request, answers, journal)
                : AnnuaireAnswers.Refusal(415, "not-supported", "Un formulaire (application/x-www-form-urlencoded) est attendu.")).DisableAntiforgery();
        fhir.MapGet("/{type}/{id}", (string type, string id) => SearchedTypes.Find(type)?.All.FirstOrDefault(r => r.Id == id) is { } resource
            ? AnnuaireAnswers.Resource(resource)
            : AnnuaireAnswers.Refusal(404, "not-found", "Cette ressource n'est pas dans l'annuaire."));
        fhir.MapMethods("/{**path}", ["PUT", "DELETE", "PATCH", "POST"], () => AnnuaireAnswers.Refusal(405, "not-supported", "L'annuaire est en lecture seule."));
    }

    private static IResult Find(string type, IReadOnlyList<KeyValuePair<string, string>> criteria, HttpRequest request, AnnuaireAnswers answers, Journal journal)
    {
        if (SearchedTypes.Find(type) is not { } searched) return AnnuaireAnswers.Refusal(404, "not-supported", $"{type} n'est pas publié ici.");
        var search = new Search(searched, criteria);
        if (search.Mistake() is { } mistake)
        {
            journal.Note("annuaire", type, "refusée", mistake);
            return AnnuaireAnswers.Refusal(400, "invalid", mistake);
        }

        // The lie of this teleservice: a well-formed answer about someone else.
        if (FaultGate.AnswersWrong(request.HttpContext)) search = new(searched, []);
        journal.Note("annuaire", type, $"{search.Matches().Count} trouvé(s)", string.Join(" & ", criteria.Select(c => $"{c.Key}={c.Value}")));
        return answers.Page(search, 0, Base(request));
    }

    private static async ValueTask<object?> RequireKey(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var configuration = context.HttpContext.RequestServices.GetRequiredService<IConfiguration>();
        var given = context.HttpContext.Request.Headers["ESANTE-API-KEY"].ToString();
        var right = given.Length > 0;
        if (right && configuration["Sandbox:Annuaire:ApiKeyFile"] is { Length: > 0 } file)
        {
            var known = (await File.ReadAllTextAsync(file, context.HttpContext.RequestAborted)).Trim();
            right = CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes(known)));
        }

        return right ? await next(context) : AnnuaireAnswers.Refusal(401, "login", "La clé ESANTE-API-KEY manque ou n'est pas reconnue.");
    }

    private static List<KeyValuePair<string, string>> Pairs(IEnumerable<KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues>> query) =>
        [.. query.SelectMany(pair => pair.Value.Select(value => KeyValuePair.Create(pair.Key, value ?? "")))];

    private static string Base(HttpRequest request)
    {
        var configuration = request.HttpContext.RequestServices.GetRequiredService<IConfiguration>();
        return (configuration["Sandbox:PublicAddress"]?.TrimEnd('/') ?? $"https://{request.Host}") + Root;
    }

    private static string Capabilities() => JsonSerializer.Serialize(new
    {
        resourceType = "CapabilityStatement", status = "active", date = Register.Current.PublishedAt, kind = "instance", fhirVersion = "4.0.1", format = new[] { FhirJson.MediaType },
        implementation = new { description = "Annuaire Santé du bac à sable" },
        rest = new[]
        {
            new
            {
                mode = "server",
                resource = SearchedTypes.All.Select(t => new
                {
                    type = t.Name, interaction = new[] { new { code = "read" }, new { code = "search-type" } },
                    searchParam = t.Parameters.Select(p => new { name = p.Name, type = p.Comparison == Comparison.Text ? "string" : p.Comparison == Comparison.Token ? "token" : "reference" }),
                }),
            },
        },
    });
}
