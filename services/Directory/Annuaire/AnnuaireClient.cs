using System.Net;
using System.Text.Json;
using Fhir;
using HealthDirectory.Mailboxes;

namespace HealthDirectory.Annuaire;

/// <summary>Asks the Annuaire Santé. Its answers are somebody else's bytes: bounded, checked, and about the number that was asked.</summary>
internal sealed class AnnuaireClient(HttpClient http)
{
    private const string Rpps = "https://rpps.esante.gouv.fr", Finess = "https://finess.esante.gouv.fr";
    private const int MostPages = 5;

    public bool Configured => http.BaseAddress is not null;

    /// <summary>Null when the register knows nobody by that RPPS.</summary>
    public async Task<RegisteredProfessional?> FindProfessionalAsync(string rpps, CancellationToken ct)
    {
        var people = (await SearchAsync($"Practitioner?identifier={Uri.EscapeDataString($"{Rpps}|{rpps}")}", ct)).OfType<Practitioner>().ToList();
        if (people.Count == 0) return null;
        var person = people.FirstOrDefault(p => Has(p.Identifier, Rpps, rpps)) ?? throw new AnnuaireSilentException("The answer is about somebody else.");
        if (person.Active != true || person.Id is not { Length: > 0 } id) return RegisteredPerson.Read(rpps, person, [], []);
        var related = await SearchAsync($"PractitionerRole?practitioner={Uri.EscapeDataString($"Practitioner/{id}")}&active=true&_include=PractitionerRole:organization", ct);
        var roles = related.OfType<PractitionerRole>().Where(role => role.Practitioner?.ReferenceValue?.Split('/')[^1] == id).ToList();
        return RegisteredPerson.Read(rpps, person, roles, [.. related.OfType<Organization>()]);
    }

    /// <summary>Null when the register knows no structure by that FINESS.</summary>
    public async Task<RegisteredStructure?> FindStructureAsync(string finess, CancellationToken ct)
    {
        var found = (await SearchAsync($"Organization?identifier={Uri.EscapeDataString($"{Finess}|{finess}")}", ct)).OfType<Organization>().ToList();
        if (found.Count == 0) return null;
        return RegisteredPerson.Read(finess, found.FirstOrDefault(o => Has(o.Identifier, Finess, finess)) ?? throw new AnnuaireSilentException("The answer is about another structure."));
    }

    private async Task<List<Resource>> SearchAsync(string query, CancellationToken ct)
    {
        if (http.BaseAddress is not { } root) throw new AnnuaireSilentException("No address is configured.");
        var found = new List<Resource>();
        var next = new Uri(root, query);
        for (var page = 0; page < MostPages && next is not null; page++)
        {
            var bundle = await ReadAsync(next, ct);
            found.AddRange((bundle.Entry ?? []).Select(entry => entry.Resource).OfType<Resource>());
            next = bundle.Link?.FirstOrDefault(link => link.Relation == "next")?.Url is { } url ? Within(root, url) : null;
        }
        return found;
    }

    private async Task<Bundle> ReadAsync(Uri address, CancellationToken ct)
    {
        try
        {
            using var reply = await http.GetAsync(address, ct);
            if (reply.StatusCode != HttpStatusCode.OK) throw new AnnuaireSilentException($"The register answered {(int)reply.StatusCode}.");
            return FhirJson.Read<Bundle>(await reply.Content.ReadAsStringAsync(ct));
        }
        catch (Exception cause) when (cause is HttpRequestException or JsonException or IOException || (cause is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw new AnnuaireSilentException("The register does not answer, or not what FHIR says.", cause);
        }
    }

    // A page elsewhere is not followed: the key would go with it.
    private static Uri Within(Uri root, string url) =>
        Uri.TryCreate(root, url, out var next) && Uri.Compare(next, root, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0
            ? next : throw new AnnuaireSilentException("The next page is at another address.");

    private static bool Has(List<Identifier>? identifiers, string system, string value) => identifiers?.Any(i => i.System == system && i.Value == value) == true;
}

/// <summary>No usable answer; asked again later.</summary>
internal sealed class AnnuaireSilentException(string message, Exception? cause = null) : Exception(message, cause);

internal sealed record RegisteredProfessional(string Rpps, string FamilyName, string GivenName, string Title, string Profession, string Speciality, bool Active, IReadOnlyList<RegisteredActivity> Activities,
    IReadOnlyList<MailboxFacts> Mailboxes);

/// <param name="Mode">TRE_R23: L libéral, S salarié…</param>
internal sealed record RegisteredActivity(string Mode, string StructureName, string Finess);

internal sealed record RegisteredStructure(string Finess, string Name, bool Active, string Sector, string Category, bool LegalEntity, string AddressLine, string PostalCode, string City, IReadOnlyList<MailboxFacts> Mailboxes);
