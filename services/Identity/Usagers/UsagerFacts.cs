using Contracts.Identity;
using Identity.History;
using Identity.Qualification;

namespace Identity.Usagers;

/// <summary>Tells the platform, and the history, what became of an identity: one place, so that no act forgets.</summary>
internal static class UsagerFacts
{
    public static void TellCreated(this IdentityDbContext db, Usager usager, Author author, DateTimeOffset now)
    {
        db.History.Add(HistoryEntry.Of(usager, null, "created", null, author, now));
        db.Publish(IdentityCreated.Topic, new IdentityCreated(usager.Id, usager.Status.Code(), usager.EstablishmentId, usager.UnitId, now), usager.Id);
    }

    public static void TellChanged(this IdentityDbContext db, Usager usager, Snapshot before, string act, string? reason, Author author, DateTimeOffset now)
    {
        db.History.Add(HistoryEntry.Of(usager, before, act, reason, author, now));
        db.Publish(IdentityCorrected.Topic, new IdentityCorrected(usager.Id, usager.Status.Code(), usager.Version, usager.EstablishmentId, usager.UnitId, now), usager.Id);
        var mayLeave = usager.Reliability.InsMayLeave;
        if (mayLeave && !before.InsMayLeave) db.Publish(InsQualified.Topic, new InsQualified(usager.Id, now), usager.Id);
        if (!mayLeave && before.InsMayLeave) db.Publish(InsLost.Topic, new InsLost(usager.Id, reason ?? act, now), usager.Id);
    }
}
