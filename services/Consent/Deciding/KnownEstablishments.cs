using System.Collections.Concurrent;
using System.Collections.Frozen;
using Contracts.Directory;
using Grpc.Core;

namespace Consent.Deciding;

/// <summary>Of which kind an establishment is, and so which matrix applies. A kind does not change: it is remembered ten minutes.</summary>
internal sealed class KnownEstablishments(DirectoryLookup.DirectoryLookupClient directory, TimeProvider clock)
{
    public const string Ehpad = "ehpad", Ime = "ime";

    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    // TRE_R66: SESSAD, IME, ITEP, polyhandicap, CMPP, CAMSP, éducation motrice, déficients visuels et auditifs.
    private static readonly FrozenSet<string> ForChildren = new[] { "182", "183", "186", "188", "189", "190", "192", "194", "195" }.ToFrozenSet(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Guid, (string Kind, DateTimeOffset Until)> _known = new();

    public async ValueTask<string> KindOfAsync(Guid? establishment, Situation? situation, CancellationToken ct)
    {
        if (situation is { Category.Length: > 0 } && (establishment is null || situation.EstablishmentId == establishment.ToString())) return Kind(situation.Category, situation.Sector);
        var id = establishment ?? (Guid.TryParse(situation?.EstablishmentId, out var own) ? own : Guid.Empty);
        if (id == Guid.Empty) return Ehpad;
        var now = clock.GetUtcNow();
        if (_known.TryGetValue(id, out var known) && known.Until > now) return known.Kind;

        var kind = Ehpad;
        try
        {
            var found = await directory.GetEstablishmentAsync(new() { EstablishmentId = id.ToString() }, cancellationToken: ct);
            kind = Kind(found.Category, found.Sector);
        }
        catch (RpcException refused) when (refused.StatusCode == StatusCode.NotFound)
        {
            // An establishment that directory does not describe has the stricter of the two: no educative categories.
        }
        _known[id] = (kind, now + Kept);
        return kind;
    }

    private static string Kind(string category, string sector) => ForChildren.Contains(category) || (category.Length == 0 && sector == "SA16") ? Ime : Ehpad;
}
