using Contracts.Identity;
using Microsoft.EntityFrameworkCore;
using Platform.Merging;

namespace Messaging.Conversations;

/// <summary>
/// Two identities were one person: her conversations and mails go with the kept one. A person and a team have one open conversation on each
/// side: where both had one, the absorbed one's is closed, and opened again when the merge was a mistake.
/// </summary>
public sealed class FollowMerge(MessagingDbContext db, TimeProvider clock) : MergeFollower
{
    public const string Thread = "thread", Activity = "thread-activity";
    public const string Merged = "Dossiers fusionnés : la conversation continue dans celle du dossier conservé";
    private const string ClosedByMerge = "closed-thread", Parted = "Dossiers séparés : la conversation continue dans celle qui est ouverte";

    public static Task Apply(IdentityMerged fact, MessagingDbContext db, FollowMerge follow, CancellationToken ct) =>
        new MergeBook(db).JoinAsync(fact.AbsorbedUsagerId, fact.KeptUsagerId, fact.MergedAt, follow, ct);

    public static Task Undo(IdentityUnmerged fact, MessagingDbContext db, FollowMerge follow, CancellationToken ct) => follow.PartAsync(fact, ct);

    /// <summary>A conversation takes its mails with it.</summary>
    public static async Task GiveAsync(MessagingDbContext db, IReadOnlyCollection<Guid> threads, Guid from, Guid to, CancellationToken ct)
    {
        await db.Conversations.Where(c => c.UsagerId == from && threads.Contains(c.Id)).ExecuteUpdateAsync(set => set.SetProperty(c => c.UsagerId, to).SetProperty(c => c.Version, c => c.Version + 1), ct);
        await db.Deliveries.Where(d => d.UsagerId == from && threads.Contains(d.ConversationId)).ExecuteUpdateAsync(set => set.SetProperty(d => d.UsagerId, to).SetProperty(d => d.Version, d => d.Version + 1), ct);
    }

    /// <summary>Closes those of one person's conversations that meet an open one of the other on the same side.</summary>
    public static async Task<IReadOnlyList<Guid>> CloseMeetingAsync(MessagingDbContext db, Guid from, Guid to, IReadOnlyCollection<Guid>? only, string why, DateTimeOffset now, CancellationToken ct)
    {
        var meeting = await db.Conversations.Where(c => c.UsagerId == from && c.Status == ConversationStatus.Open && (only == null || only.Contains(c.Id))
            && db.Conversations.Any(o => o.UsagerId == to && o.Mailbox == c.Mailbox && o.Counterpart == c.Counterpart && o.Status == ConversationStatus.Open)).ToListAsync(ct);
        foreach (var thread in meeting) thread.Close(why, now);
        await db.SaveChangesAsync(ct);
        return meeting.ConvertAll(c => c.Id);
    }

    public static SubjectRows Threads(MessagingDbContext db) =>
        new(Thread, (who, ct) => db.Conversations.Where(c => c.UsagerId == who).Select(c => c.Id).ToListAsync(ct), (from, ids, to, ct) => GiveAsync(db, ids, from, to, ct));

    public override IReadOnlyList<SubjectRows> Carried => [Threads(db), SubjectRows.Of("delivery", db.Deliveries, d => d.Id, d => d.UsagerId, follows: true)];

    public override async Task BeforeAsync(Guid absorbed, Guid kept, CancellationToken ct) =>
        await new CarriedRows(db).NoteAsync(absorbed, ClosedByMerge, await CloseMeetingAsync(db, absorbed, kept, null, Merged, clock.GetUtcNow(), ct), ct);

    private Task PartAsync(IdentityUnmerged fact, CancellationToken ct) => new MergeBook(db).PartAsync(fact.RestoredUsagerId, fact.KeptUsagerId, fact.UnmergedAt, Carried, async parting =>
    {
        var closed = parting.Moved[ClosedByMerge].ToList();
        var again = await db.Conversations.Where(c => closed.Contains(c.Id) && c.UsagerId == parting.Restored && c.ClosedReason == Merged
            && !db.Conversations.Any(o => o.UsagerId == parting.Restored && o.Mailbox == c.Mailbox && o.Counterpart == c.Counterpart && o.Status == ConversationStatus.Open)).ToListAsync(ct);
        foreach (var side in again.GroupBy(c => (c.Mailbox, c.Counterpart))) side.First().Reopen(clock.GetUtcNow());
        // Written while the two were taken for one: it went back with its conversation, somebody looks whether it should.
        var back = parting.Moved[Thread].ToList();
        foreach (var thread in await db.Messages.Where(m => back.Contains(m.ConversationId) && m.At >= parting.Since).Select(m => m.ConversationId).Distinct().ToListAsync(ct)) parting.Sort(Activity, thread);
    }, ct,
    // One may have been opened under the absorbed identity before consent knew that it is one: what comes back meets it closed.
    parting => CloseMeetingAsync(db, parting.Kept, parting.Restored, [.. parting.Moved[Thread]], Parted, clock.GetUtcNow(), ct));
}
