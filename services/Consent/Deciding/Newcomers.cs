using System.Collections.Concurrent;
using Contracts.Identity;

namespace Consent.Deciding;

/// <summary>
/// Persons of whom no fact has come yet: identity says whether the organisation has them and where they live. A yes is remembered for half a
/// minute, in which its fact comes; a no is asked again each time. While identity does not answer, neither does the decision.
/// </summary>
internal sealed class Newcomers(IdentityLookup.IdentityLookupClient identity, TimeProvider clock)
{
    private const int Capacity = 20_000, Lot = 500;
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<(Guid Tenant, Guid Usager), Newcomer> _known = new();

    /// <summary>Those of them that the organisation has.</summary>
    public async ValueTask<IReadOnlyDictionary<Guid, Newcomer>> FindAsync(Guid tenant, IReadOnlyCollection<Guid> usagers, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var found = new Dictionary<Guid, Newcomer>();
        foreach (var usager in usagers)
            if (_known.TryGetValue((tenant, usager), out var known) && known.Until > now) found[usager] = known;

        foreach (var lot in usagers.Where(usager => usager != Guid.Empty && !found.ContainsKey(usager)).Distinct().ToList().Chunk(Lot))
        {
            var request = new GetIdentitiesRequest();
            request.UsagerIds.AddRange(lot.Select(usager => usager.ToString()));
            foreach (var told in (await identity.GetIdentitiesAsync(request, cancellationToken: ct)).Identities)
                found[Guid.Parse(told.UsagerId)] = new(Optional(told.EstablishmentId), Optional(told.UnitId), now + Kept);
        }
        if (_known.Count > Capacity) _known.Clear();
        foreach (var (usager, told) in found) _known[(tenant, usager)] = told;
        return found;
    }

    private static Guid? Optional(string text) => Guid.TryParse(text, out var id) ? id : null;
}

/// <summary>Where identity says that somebody lives.</summary>
internal sealed record Newcomer(Guid? House, Guid? Unit, DateTimeOffset Until);
