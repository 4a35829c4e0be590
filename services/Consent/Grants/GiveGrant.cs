using Consent.Consents;
using Consent.Deciding;
using Consent.Measures;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;
using Platform.Problems;

namespace Consent.Grants;

/// <summary>Opens an access to an account. An account has one by each right for a person: what the grant says is all that it opens, and one withdrawal ends it.</summary>
internal static class GiveGrant
{
    public static async Task<Created<GrantView>> Give(Guid usagerId, GrantRequest request, Team team, TenantRules rules, ConsentDbContext db, TimeProvider clock, CancellationToken ct)
    {
        await team.RequireToOpenAsync(usagerId, herWill: true, ct);
        RecordConsent.Require(request.HiddenCategories ?? [], []);
        var now = clock.GetUtcNow();
        var person = (await rules.ReadAsync(db.TenantId, ct)).Person(usagerId);
        if (request.Holder == GrantHolder.Parent && !WhoDecides.IsMinor(person, now))
            throw new RuleBrokenException("parent-of-adult", "La personne est majeure : ses parents n'ont d'accès que si elle le leur accorde, comme proches. Recueillez son accord, puis inscrivez-les comme proches.");
        if (request.MeasureId is { } measure && !Array.Exists(person.Measures, m => m.Id == measure && m.InForceAt(now)))
            throw new RuleBrokenException("measure-expired", "Cette mesure n'est plus en cours : demandez le jugement qui la renouvelle.");
        var grant = AccessGrant.Give(db.TenantId, usagerId, new(request.Holder, request.Account, request.Name, request.Relation ?? "", request.Scopes ?? [], request.HiddenCategories ?? [], request.Level,
            request.MeasureId, request.AgreedByPerson, request.Proof, request.From, request.To), now);
        await RefuseAsync(grant, db, ct, ended: now);
        try
        {
            await SaveAsync(grant, db, now, ct);
        }
        catch (DbUpdateException met) when (met is DbUpdateConcurrencyException || (met.InnerException is { } inner && UniqueIndex.IsViolatedBy(inner)))
        {
            // Another was given at the same instant.
            db.ChangeTracker.Clear();
            await RefuseAsync(grant, db, ct);
            throw;
        }
        return TypedResults.Created($"/usagers/{usagerId}/grants/{grant.Id}", GrantView.Of(grant));
    }

    // One that had ended leaves its place first: the index knows no clock.
    private static async Task SaveAsync(AccessGrant grant, ConsentDbContext db, DateTimeOffset now, CancellationToken ct)
    {
        await using var change = await db.Database.BeginTransactionAsync(ct);
        foreach (var ended in (await BesideAsync(grant, db, ct)).Where(g => g.EndedBy(now))) ended.GiveWay(grant);
        await db.SaveChangesAsync(ct);
        db.Add(grant);
        await GrantEndpoints.SaveAsync(db, grant, grant.Given(now), "grant.give", ct);
        await change.CommitAsync(ct);
    }

    /// <param name="grant">To be given.</param>
    /// <param name="db">Where it would stand.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <param name="ended">One that has ended by then is in nobody's way.</param>
    private static async Task RefuseAsync(AccessGrant grant, ConsentDbContext db, CancellationToken ct, DateTimeOffset? ended = null)
    {
        // One account is one person's: else whoever holds it would be two persons to the platform.
        if (grant.Holder == GrantHolder.Person && await db.AccessGrants.AnyAsync(g => g.Holder == GrantHolder.Person && g.Account == grant.Account && g.UsagerId != grant.UsagerId && g.RevokedAt == null && g.GaveWayTo == null, ct))
            throw new RuleBrokenException("account-of-another", "Ce compte est déjà celui d'une autre personne. Vérifiez l'identifiant, ou retirez d'abord l'autre autorisation.");
        if ((await BesideAsync(grant, db, ct)).Exists(g => ended is not { } now || !g.EndedBy(now)))
            throw new RuleBrokenException("grant-already-given", "Ce compte a déjà une autorisation pour cette personne, au même titre. Changez son niveau, ou retirez-la avant d'en donner une nouvelle.");
    }

    private static async Task<List<AccessGrant>> BesideAsync(AccessGrant grant, ConsentDbContext db, CancellationToken ct) =>
        (await db.AccessGrants.Where(g => g.UsagerId == grant.UsagerId && g.Account == grant.Account && g.RevokedAt == null && g.GaveWayTo == null).ToListAsync(ct)).FindAll(g => g.SameRightAs(grant));
}
