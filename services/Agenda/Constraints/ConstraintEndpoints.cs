using System.ComponentModel.DataAnnotations;
using Agenda.Access;
using Agenda.Activities;
using Agenda.Calendars;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Agenda.Constraints;

/// <summary>Something outside that takes the person's time.</summary>
/// <param name="Justified">With its proof; only the team may say so.</param>
/// <param name="Rule">RFC 5545 rule; none when it is once.</param>
/// <param name="ValidUntil">Last day; asked for when there is a rule, two years ahead at most.</param>
public sealed record ConstraintRequest(Guid UsagerId, [property: Required, StringLength(120, MinimumLength = 2)] string Label,
    [property: AllowedValues("portal", "phone", "oral", "mail", "paper")] string Channel, DateOnly FirstDay, TimeOnly StartTime, [property: Range(5, 1440)] int Minutes,
    Certainty Certainty = Certainty.Certain, bool Justified = false, [property: StringLength(40)] string? Zone = null, [property: StringLength(200)] string? Rule = null, DateOnly? ValidUntil = null)
{
    private const int LongestDays = 731;

    internal ConstraintDraft Draft()
    {
        var rule = Rule is { Length: > 0 } text ? Recurrence.Parse(text) : null;
        if (rule is not null && ValidUntil is null) throw new BadInputException("validity-missing", "Donnez le dernier jour de cette contrainte : une répétition sans fin n'est pas acceptée.");
        var last = ValidUntil ?? FirstDay;
        if (last < FirstDay || last > FirstDay.AddDays(LongestDays)) throw new BadInputException("validity", "Le dernier jour précède le premier ou dépasse deux ans. Corrigez-le.");
        var zone = Zone ?? WallTime.Paris;
        _ = WallTime.Zone(zone);
        return new(UsagerId, Label.Trim(), Channel, Certainty, Justified, FirstDay, StartTime, Minutes, zone, rule, last);
    }
}

/// <param name="Label">« Indisponible » for who did not enter it and is a relative, or has no right to labels of health: it may be one.</param>
public sealed record ConstraintView(Guid Id, Guid UsagerId, string Label, string AuthorKind, bool Mine, string Channel, Certainty Certainty, bool Justified, DateOnly FirstDay, TimeOnly StartTime, int Minutes, string? Rule, DateOnly ValidUntil,
    DateTimeOffset EnteredAt, DateTimeOffset? WithdrawnAt)
{
    internal static ConstraintView Of(ExternalConstraint c, AgendaAccess access, bool minimal = false)
    {
        var mine = c.Author == access.Account;
        var hidden = (minimal || access.Kind == "relative") && !mine;
        return new(c.Id, c.UsagerId, hidden ? "Indisponible" : c.Label, c.AuthorKind, mine, c.Channel, c.Certainty, c.Justified, c.FirstDay, c.StartTime, c.Minutes, c.Rule, c.ValidUntil, c.EnteredAt, c.WithdrawnAt);
    }
}

public static class ConstraintEndpoints
{
    private const string Aspect = "constraint";

    public static void MapConstraints(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/constraints", List).WithTags("Contraintes").RequireAuthorization("agenda:read").ProducesProblem(404);
        var write = routes.MapGroup("/constraints").WithTags("Contraintes").RequireAuthorization("agenda:write");
        write.MapPost("/", Enter).ProducesProblem(400).ProducesProblem(403).WithSummary("Contrainte extérieure dite par la personne, un proche ou l'équipe");
        write.MapPost("/{id:guid}/withdraw", Withdraw).ProducesProblem(409);
    }

    private static async Task<Ok<List<ConstraintView>>> List(Guid usagerId, AgendaDbContext db, AgendaAccess access, CancellationToken ct)
    {
        var minimal = (await access.RequireAsync([usagerId], "R", "agenda.constraints", "usager", usagerId, null, ct)).Values.Any(v => v.Minimal);
        // What stands and lasts is never what is left out.
        var all = await db.Constraints.AsNoTracking().Where(c => c.UsagerId == usagerId).OrderBy(c => c.WithdrawnAt != null).ThenByDescending(c => c.ValidUntil).Take(1000).ToListAsync(ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(all.OrderBy(c => c.FirstDay).ThenBy(c => c.Id).ToList().ConvertAll(c => ConstraintView.Of(c, access, minimal)));
    }

    private static async Task<Created<ConstraintView>> Enter(ConstraintRequest request, AgendaDbContext db, AgendaAccess access, TimeProvider clock, CancellationToken ct)
    {
        var draft = request.Draft();
        await RequireWriteAsync(request.UsagerId, "agenda.constraint-enter", request.UsagerId, access, ct);
        if (access.ByAccount && draft.Justified) throw new ForbiddenException("justified-by-team", "Une contrainte justifiée est enregistrée par l'équipe, au vu du justificatif. Déclarez-la sans justification et remettez le document.");
        var constraint = ExternalConstraint.Of(db.TenantId, draft, access.Account, access.Kind, clock.GetUtcNow());
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await Calendar.TakeAsync(db, [new(CalendarKind.Usager, constraint.UsagerId)], ct);
        db.Constraints.Add(constraint);
        db.BusyTimes.AddRange(constraint.Stretches());
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return TypedResults.Created($"/constraints?usagerId={constraint.UsagerId}", ConstraintView.Of(constraint, access));
    }

    private static async Task<Ok<ConstraintView>> Withdraw(Guid id, AgendaDbContext db, AgendaAccess access, TimeProvider clock, CancellationToken ct)
    {
        var constraint = await db.Constraints.SingleOrDefaultAsync(c => c.Id == id, ct) ?? throw await access.MissingAsync("constraint", id, "agenda.constraint-withdraw", ct);
        await RequireWriteAsync(constraint.UsagerId, "agenda.constraint-withdraw", id, access, ct);
        if (access.ByAccount && constraint.Author != access.Account) throw new ForbiddenException("not-yours", "Cette contrainte a été saisie par quelqu'un d'autre. Demandez à son auteur ou à l'équipe.");
        constraint.Withdraw(clock.GetUtcNow());
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await Calendar.TakeAsync(db, [new(CalendarKind.Usager, constraint.UsagerId)], ct);
        await db.BusyTimes.Where(b => b.SourceId == id).ExecuteDeleteAsync(ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return TypedResults.Ok(ConstraintView.Of(constraint, access));
    }

    // A relative who only reads the agenda may still say what is outside.
    private static Task RequireWriteAsync(Guid usager, string act, Guid subject, AgendaAccess access, CancellationToken ct) =>
        access.RequireAspectAsync([usager], "C", access.ByAccount ? Aspect : "", act, "constraint", subject, null, ct);
}
