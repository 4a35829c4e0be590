using System.Globalization;
using System.Text;
using Fhir;
using Sandbox.Ledgers;

namespace Sandbox.Annuaire;

/// <summary>A page of answers that was announced by a next link.</summary>
internal sealed record AnnouncedPage(string Type, List<KeyValuePair<string, string>> Criteria, int Offset);

/// <summary>Writes searchset bundles, their opaque next links, and refusals.</summary>
internal sealed class AnnuaireAnswers(Ledger ledger)
{
    private const string Shelf = "annuaire.pages";

    public AnnouncedPage? Announced(string id) => ledger.Get<AnnouncedPage>(Shelf, id);

    public IResult Page(Search search, int offset, string root)
    {
        var found = search.Matches();
        var page = found.Skip(offset).Take(search.PageSize).ToList();
        var links = new List<BundleLink> { new() { Relation = "self", Url = Self(search, root) } };
        if (offset + page.Count < found.Count) links.Add(new() { Relation = "next", Url = $"{root}/_page?id={Announce(search, offset + page.Count)}" });
        return Resource(new Bundle
        {
            Type = "searchset",
            Total = search.Counted ? found.Count : null,
            Link = links,
            Entry = found.Count == 0 ? null : [.. page.Select(r => Entry(r, "match", root)), .. search.Included(page).Select(r => Entry(r, "include", root))],
        });
    }

    public static IResult Resource(Resource resource, int status = StatusCodes.Status200OK) =>
        Results.Text(FhirJson.Write(resource), FhirJson.MediaType, Encoding.UTF8, status);

    public static IResult Refusal(int status, string code, string text) =>
        Resource(new OperationOutcome { Issue = [new() { Severity = "error", Code = code, Diagnostics = text }] }, status);

    private string Announce(Search search, int offset)
    {
        var id = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);
        ledger.Put(Shelf, id, new AnnouncedPage(search.Type.Name, [.. search.Criteria], offset));
        ledger.Trim(Shelf, 1000);
        return id;
    }

    private static string Self(Search search, string root) =>
        $"{root}/{search.Type.Name}{QueryString.Create(search.Criteria.Select(c => KeyValuePair.Create(c.Key, (string?)c.Value))).ToUriComponent()}";

    private static BundleEntry Entry(Resource resource, string mode, string root) => new()
    {
        FullUrl = $"{root}/{resource.GetType().Name}/{resource.Id}", Resource = resource, Search = new() { Mode = mode },
    };
}
