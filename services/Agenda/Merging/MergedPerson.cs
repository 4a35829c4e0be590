using Platform.Merging;

namespace Agenda.Merging;

/// <summary>Identities that were found to be somebody else's: what a tablet still says of them is said of the kept one.</summary>
internal static class MergedPerson
{
    /// <summary>Under which identities these persons are known now; those that stand by themselves are not there.</summary>
    public static async Task<Dictionary<Guid, Guid>> AmongAsync(AgendaDbContext db, IReadOnlyCollection<Guid> persons, CancellationToken ct)
    {
        if (persons.Count == 0) return [];
        var standing = await StandingMerges.ReadAsync(db, ct);
        return persons.Where(standing.Absorbed).Distinct().ToDictionary(person => person, standing.Now);
    }
}
