using Billing.Ledger;
using Contracts.Consent;
using Contracts.Directory;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Platform;
using Platform.Events;

namespace Billing.Rights;

/// <summary>Who may do what: consent decides about a person's lines (category FIN), the function in directory about an establishment's month. Each answer is in the access trail.</summary>
public sealed class BillingRights(Decisions.DecisionsClient decisions, DirectoryLookup.DirectoryLookupClient directory, BillingDbContext db, Caller caller)
{
    private const string Category = "FIN", Purpose = "coordination";
    private const int Lot = 400;

    /// <summary>Functions that handle the money of an establishment; closing again what was closed belongs to the director.</summary>
    public static readonly string[] Accounting = ["referent-facturation", "directeur"], Direction = ["directeur"], Reading = ["referent-facturation", "directeur", "editeur"];

    public Guid Situation => caller.SituationId
        ?? throw new ForbiddenException("no-situation", "Votre session ne désigne aucune situation de travail. Reconnectez-vous et choisissez-en une.");

    /// <summary>The caller may do it to this person, or is refused as if nothing were there, unless he may know.</summary>
    public async Task RequireAsync(Guid usagerId, Guid establishmentId, string action, string act, string subjectType, string subjectId, CancellationToken ct)
    {
        var decision = await decisions.AuthorizeAsync(new()
        {
            SituationId = Situation.ToString(), UsagerId = usagerId.ToString(), Category = Category, Action = action, Purpose = Purpose, EstablishmentId = establishmentId.ToString(),
        }, cancellationToken: ct);
        var access = new Access(act, subjectType, subjectId) { Category = Category, UsagerId = usagerId, ReasonCode = decision.ReasonCode, RuleIds = [.. decision.RuleIds], Purpose = Purpose };
        if (decision.Allowed)
        {
            db.Audit(access);
            return;
        }
        await KeepTrailAsync(access with { Outcome = "refused" }, ct);
        if (decision.StepUp) throw new StepUpRequiredException();
        throw decision.MayKnow ? new ForbiddenException("not-authorised", decision.Explanation) : new NotFoundException();
    }

    /// <summary>Those of the persons about whom the caller may do this; asked before anything is counted. Who has only to sign in again is told so: an empty list would say that there is nothing.</summary>
    public async Task<IReadOnlySet<Guid>> KeepAsync(IReadOnlyList<Guid> usagers, Guid establishmentId, string action, CancellationToken ct)
    {
        var kept = new HashSet<Guid>();
        foreach (var lot in usagers.Distinct().Chunk(Lot))
        {
            var request = new AuthorizeManyRequest { SituationId = Situation.ToString(), Category = Category, Action = action, Purpose = Purpose };
            request.Usagers.AddRange(lot.Select(u => new UsagerPlace { UsagerId = u.ToString(), EstablishmentId = establishmentId.ToString() }));
            var answer = await decisions.AuthorizeManyAsync(request, cancellationToken: ct);
            if (answer.Decisions.Count != lot.Length) throw new InvalidOperationException("Consent did not answer for each person.");
            if (answer.Decisions.FirstOrDefault(d => d.StepUp) is { } stale)
            {
                await KeepTrailAsync(new("sign-in.required", "establishment", establishmentId.ToString()) { Category = Category, Outcome = "refused", ReasonCode = stale.ReasonCode, RuleIds = [.. stale.RuleIds], Purpose = Purpose }, ct);
                throw new StepUpRequiredException();
            }
            foreach (var (usager, decision) in lot.Zip(answer.Decisions))
                if (decision.Allowed) kept.Add(usager);
        }
        return kept;
    }

    /// <summary>The establishment, when it is of the organisation and one of these functions gives the caller its money to handle.</summary>
    public async Task<Structure> RequireEstablishmentAsync(Guid establishmentId, string[] functions, string act, CancellationToken ct)
    {
        var situation = await FindSituationAsync(ct);
        var structure = await FindStructureAsync(establishmentId, ct);
        var here = situation is { Active: true } && situation.TenantId == db.TenantId.ToString() && (situation.EstablishmentId.Length == 0 || situation.EstablishmentId == establishmentId.ToString());
        var access = new Access(act, "establishment", establishmentId.ToString()) { Category = Category, Purpose = Purpose };
        if (structure is null || !here)
        {
            await KeepTrailAsync(access with { Outcome = "refused", ReasonCode = "not-found" }, ct);
            throw new NotFoundException();
        }
        if (!functions.Contains(situation!.Function))
        {
            await KeepTrailAsync(access with { Outcome = "refused", ReasonCode = "billing-function" }, ct);
            throw new ForbiddenException("billing-function", "Votre fonction ne permet pas cet acte de facturation. Adressez-vous au référent facturation ou à la direction.");
        }
        db.Audit(access);
        return structure;
    }

    public void Record(string act, string subjectType, Guid subject, Guid? usagerId = null) => db.Audit(new(act, subjectType, subject.ToString()) { Category = Category, UsagerId = usagerId, Purpose = Purpose });

    /// <summary>Something that is not there for the caller, of another organisation perhaps: the attempt is kept.</summary>
    public async Task<NotFoundException> MissingAsync(string act, string subjectType, Guid subject, CancellationToken ct)
    {
        await KeepTrailAsync(new(act, subjectType, subject.ToString()) { Category = Category, Outcome = "refused", ReasonCode = "not-found" }, ct);
        return new();
    }

    public async Task<Structure?> FindStructureAsync(Guid establishmentId, CancellationToken ct)
    {
        try
        {
            var found = await directory.GetEstablishmentAsync(new() { EstablishmentId = establishmentId.ToString() }, cancellationToken: ct);
            return found.TenantId == db.TenantId.ToString() ? new(establishmentId, found.FinessEt, found.FinessEj) : null;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
    }

    private async Task<Situation?> FindSituationAsync(CancellationToken ct)
    {
        try
        {
            return await directory.GetSituationAsync(new() { SituationId = Situation.ToString() }, cancellationToken: ct);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
    }

    private async Task KeepTrailAsync(Access access, CancellationToken ct)
    {
        foreach (var entry in db.ChangeTracker.Entries().Where(e => e.Entity is not OutboxMessage).ToList()) entry.State = EntityState.Detached;
        db.Audit(access);
        await db.SaveChangesAsync(ct);
    }
}
