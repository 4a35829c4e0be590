using Microsoft.EntityFrameworkCore;
using Platform.Merging;

namespace Agenda.Merging;

/// <summary>Identities that were found to be somebody else's: what a tablet still says of them is said of the kept one.</summary>
internal static class MergedPerson
{
    /// <summary>Under which identities these persons are known now; those that stand by themselves are not there.</summary>
    public static async Task<Dictionary<Guid, Guid>> AmongAsync(AgendaDbContext db, IReadOnlyCollection<Guid> persons, CancellationToken ct)
    {
        var absorbed = persons.Count == 0 ? [] : await db.Set<SubjectMerge>().AsNoTracking().Where(m => persons.Contains(m.AbsorbedId) && m.UndoneAt == null).Select(m => m.AbsorbedId).ToListAsync(ct);
        var (book, now) = (new MergeBook(db), new Dictionary<Guid, Guid>());
        foreach (var person in absorbed) now[person] = await book.NowAsync(person, ct);
        return now;
    }
}
