using Contracts.Consent;
using Grpc.Core;
using Identity.History;
using Identity.Usagers;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Identity.Rights;

/// <summary>Asks consent before an identity is shown or changed, and writes who saw or was refused what.</summary>
public sealed class IdentityRights(Decisions.DecisionsClient decisions, IdentityDbContext db, Caller caller)
{
    private const string Category = "IDT";
    private const string Purpose = "coordination";
    private const int Lot = 400;

    public Author Author => new(caller.Subject, caller.SituationId);

    /// <summary>The usager, when the caller may do this to them; otherwise the access trail keeps the attempt and the answer is that of a missing one.</summary>
    public async Task<Usager> FindAsync(Guid id, string action, string act, CancellationToken ct)
    {
        var usager = await db.Usagers.SingleOrDefaultAsync(u => u.Id == id, ct);
        if (usager is null)
        {
            await RefuseAsync(new(act, "usager", id.ToString()) { UsagerId = id, ReasonCode = "not-found" }, ct);
            throw new NotFoundException();
        }
        await RequireAsync(usager, action, act, ct);
        return usager;
    }

    public async Task RequireAsync(Usager usager, string action, string act, CancellationToken ct) =>
        await RequireAsync(usager.Id, usager.EstablishmentId, usager.UnitId, action, act, ct);

    /// <summary>For an act on nobody yet: a creation, a setting of the tenant.</summary>
    public async Task RequireAsync(Place place, string action, string act, CancellationToken ct) =>
        await RequireAsync(null, place.EstablishmentId, place.UnitId, action, act, ct);

    /// <summary>Those the caller may read, before anything is counted, sorted or cut into pages.</summary>
    public Task<IReadOnlyList<T>> KeepReadableAsync<T>(IReadOnlyList<T> found, Func<T, (Guid Id, Guid? Establishment, Guid? Unit)> where, CancellationToken ct) =>
        KeepAsync(found, "R", where, ct);

    /// <summary>Those to whom the caller may do this.</summary>
    public async Task<IReadOnlyList<T>> KeepAsync<T>(IReadOnlyList<T> found, string action, Func<T, (Guid Id, Guid? Establishment, Guid? Unit)> where, CancellationToken ct)
    {
        if (caller.SituationId is not { } situation) return [];
        var kept = new List<T>(found.Count);
        foreach (var lot in found.Chunk(Lot))
        {
            var request = new AuthorizeManyRequest { SituationId = situation.ToString(), Category = Category, Action = action, Purpose = Purpose };
            request.Usagers.AddRange(lot.Select(where).Select(w => new UsagerPlace { UsagerId = w.Id.ToString(), EstablishmentId = Text(w.Establishment), UnitId = Text(w.Unit) }));
            var answer = await decisions.AuthorizeManyAsync(request, new CallOptions(deadline: Deadline(), cancellationToken: ct));
            kept.AddRange(lot.Zip(answer.Decisions).Where(pair => pair.Second.Allowed).Select(pair => pair.First));
        }
        return kept;
    }

    public void AuditRead(Usager usager, string act) => Audit(usager.Id, act);

    public void Audit(Guid usagerId, string act, string? subject = null, string subjectType = "usager") =>
        db.Audit(new Access(act, subjectType, subject ?? usagerId.ToString()) { Category = Category, UsagerId = usagerId, Purpose = Purpose });

    private async Task RequireAsync(Guid? usagerId, Guid? establishment, Guid? unit, string action, string act, CancellationToken ct)
    {
        if (caller.SituationId is not { } situation)
            throw new ForbiddenException("no-situation", "Votre session ne désigne aucune situation d'exercice. Reconnectez-vous et choisissez-en une.");
        var decision = await decisions.AuthorizeAsync(new()
        {
            SituationId = situation.ToString(), UsagerId = (usagerId ?? Guid.Empty).ToString(), Category = Category, Action = action, Purpose = Purpose,
            EstablishmentId = Text(establishment), UnitId = Text(unit),
        }, new CallOptions(deadline: Deadline(), cancellationToken: ct));
        if (decision.Allowed) return;

        await RefuseAsync(new(act, "usager", usagerId?.ToString() ?? "") { UsagerId = usagerId, ReasonCode = decision.ReasonCode, RuleIds = [.. decision.RuleIds] }, ct);
        if (decision.MayKnow || usagerId is null) throw new ForbiddenException("not-authorised", decision.Explanation is { Length: > 0 } why ? why : "Votre fonction ne permet pas cet acte. Adressez-vous au référent identitovigilance.");
        throw new NotFoundException();
    }

    private async Task RefuseAsync(Access access, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        db.Audit(access with { Category = Category, Outcome = "refused", Purpose = Purpose });
        await db.SaveChangesAsync(ct);
    }

    private static string Text(Guid? id) => id?.ToString() ?? "";
    private static DateTime Deadline() => TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(5);
}
