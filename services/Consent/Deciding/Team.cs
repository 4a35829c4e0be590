using Platform;

namespace Consent.Deciding;

/// <summary>Whoever is of the person's team may collect her will; anybody else does not know that she exists.</summary>
internal sealed class Team(Asking asking, DecisionPoint decisions, ConsentDbContext db)
{
    /// <summary>Every function of the team sees the identity, be it the minimal view. The person herself comes with her own account.</summary>
    public async Task RequireAsync(Guid usagerId, CancellationToken ct)
    {
        var answer = await AskAsync(usagerId, asking.Account is null ? "IDT" : "JUR", "R", ct);
        if (answer.Allowed || answer is { MayKnow: true, Reason: "DENY_OPPOSITION" }) return;
        throw await RefuseAsync(usagerId, "IDT", answer, mayTell: asking.Account is not null && answer.MayKnow, ct);
    }

    /// <summary>A professional of the team, by situation; the person's own account is not enough.</summary>
    public async Task RequireStaffAsync(Guid usagerId, CancellationToken ct)
    {
        if (asking.Account is not null) throw new NotFoundException();
        await RequireAsync(usagerId, ct);
    }

    /// <summary>A right of the matrix on the person; a refusal is told to whoever may know.</summary>
    public async Task RequireAsync(Guid usagerId, string category, string action, CancellationToken ct)
    {
        var answer = await AskAsync(usagerId, category, action, ct);
        if (answer.Allowed) return;
        throw await RefuseAsync(usagerId, category, answer, answer.MayKnow, ct);
    }

    /// <summary>Those of the persons whom the caller may know.</summary>
    public async Task<HashSet<Guid>> VisibleAsync(IEnumerable<Guid> usagers, CancellationToken ct)
    {
        var all = usagers.Distinct().ToList();
        if (!asking.Known) return [];
        var answers = await decisions.DecideAsync(all.ConvertAll(usager => asking.For(usager, "IDT", "R")), ct);
        return [.. all.Zip(answers).Where(pair => pair.Second.Allowed).Select(pair => pair.First)];
    }

    private async Task<Answer> AskAsync(Guid usagerId, string category, string action, CancellationToken ct)
    {
        if (!asking.Known) throw new NotFoundException();
        return await decisions.DecideAsync(asking.For(usagerId, category, action), ct);
    }

    private async Task<RefusalException> RefuseAsync(Guid usagerId, string category, Answer answer, bool mayTell, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        db.Audit(new("usager.reach", "usager", usagerId.ToString()) { Category = category, UsagerId = usagerId, Outcome = "refused", ReasonCode = answer.Reason, RuleIds = answer.Rules });
        await db.SaveChangesAsync(ct);
        return mayTell ? new ForbiddenException("not-authorised", answer.Explanation) : new NotFoundException();
    }
}
