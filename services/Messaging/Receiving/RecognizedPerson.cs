using Contracts.Identity;
using Messaging.Addressing;
using Messaging.Xdm;

namespace Messaging.Receiving;

/// <summary>Who a package received is about: a local identity only when INS and traits are the same (va1.27), else the code said to the sender.</summary>
public sealed record RecognizedPerson(UsagerIdentity? Identity, int? ErrorCode)
{
    public static async Task<RecognizedPerson> FindAsync(XdmPackage package, IdentitiesClient identities, CancellationToken ct)
    {
        if (package.PatientId.Length != 15 || package.PatientOid.Length == 0) return new(null, 903);
        var headers = package.Documents.Select(d => (Document: d, Header: CdaPerson.Read(d.Content))).ToList();
        foreach (var (document, header) in headers)
        {
            if (header is null) return new(null, 906);
            if (header.Matricule.Length == 0) return new(null, 903);
            if (!header.Matricule.Equals(package.PatientId, StringComparison.OrdinalIgnoreCase) || header.UniqueId != document.UniqueId) return new(null, 906);
            if (header.BirthName.Length == 0 || header.FirstName.Length == 0 || header.BirthDate.Length < 8 || header.Sex.Length == 0) return new(null, 905);
        }
        if (await identities.FindByInsAsync(package.PatientId, package.PatientOid, ct) is not { } known) return new(null, 902);
        return headers.TrueForAll(h => SameTraits(h.Header!, known)) ? new(known, null) : new(null, 904);
    }

    private static bool SameTraits(CdaPerson sent, UsagerIdentity known) =>
        Fold(sent.BirthName) == Fold(known.BirthName) && Fold(sent.FirstName) == Fold(known.FirstBirthName)
        && sent.BirthDate[..8] == known.BirthDate.Replace("-", "", StringComparison.Ordinal) && sent.Sex[..1].Equals(known.Sex, StringComparison.OrdinalIgnoreCase);

    private static string Fold(string trait) => string.Concat(Unaccented.Of(trait).ToUpperInvariant().Select(c => c is '-' or '\'' ? ' ' : c)).Trim();
}
