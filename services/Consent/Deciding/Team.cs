using Platform;

namespace Consent.Deciding;

/// <summary>
/// Who of a person's team may read her will, collect it, or open her data to somebody more. All of it is of the category JUR: a function whose
/// row has none there, and anybody outside of the team, finds nothing here.
/// </summary>
internal sealed class Team(Asking asking, DecisionPoint decisions, ConsentDbContext db)
{
    // The part of JUR that holds her consents. A cell that shows another part (payer, safety) does not open it.
    private const string Consents = "consents";

    /// <summary>Her yes and no and what she opened to those close. A "no" to everything does not hide them: they are to be respected, and may be taken back.</summary>
    public Task<Answer> RequireWillAsync(Guid usagerId, CancellationToken ct) => RequireAsync(usagerId, asking.For(usagerId, "JUR", "R") with { Aspect = Consents, OfHerWill = true }, ct);

    /// <summary>Who surrounds her and needs what: read like any data of hers, and closed by her "no".</summary>
    public Task<Answer> RequireSurroundingsAsync(Guid usagerId, CancellationToken ct) => RequireAsync(usagerId, asking.For(usagerId, "JUR", "R") with { Aspect = Consents }, ct);

    /// <summary>What closes is heard by whoever has any part of JUR; what opens, by those who read her will.</summary>
    public async Task RequireToRecordAsync(Guid usagerId, bool opens, CancellationToken ct)
    {
        var answer = await RequireAsync(usagerId, asking.For(usagerId, "JUR", "R") with { Aspect = opens ? Consents : "", OfHerWill = true }, ct);
        if (answer.Relation == "break-glass") throw await RefuseAsync(usagerId, "JUR", answer, new ForbiddenException("break-glass-reads", "Le bris de glace permet de lire. Faites recueillir la volonté de la personne par son équipe."), ct);
    }

    /// <summary>Somebody more comes to her data: a function that answers for it, of her own team, decides so.</summary>
    /// <param name="herWill">She may want it though she refuses everything else.</param>
    public async Task RequireToOpenAsync(Guid usagerId, bool herWill, CancellationToken ct)
    {
        if (asking.Account is not null) throw new NotFoundException();
        var answer = await RequireAsync(usagerId, asking.For(usagerId, "JUR", "R") with { Aspect = Consents, OfHerWill = herWill }, ct);
        if (answer.Relation is "team" or "organisation" && Functions.MayOpen.Contains((await asking.StaffAsync(ct)).Function)) return;
        throw await RefuseAsync(usagerId, "JUR", answer, new ForbiddenException("access-responsible",
            "Ouvrir un accès ou appeler quelqu'un auprès de la personne revient à son référent, à l'infirmier, au médecin, au secrétariat, au chef de service ou à la direction. Adressez-leur la demande."), ct);
    }

    /// <summary>A right of the matrix on the person; a refusal is told to whoever may know.</summary>
    public Task<Answer> RequireAsync(Guid usagerId, string category, string action, CancellationToken ct) => RequireAsync(usagerId, asking.For(usagerId, category, action), ct);

    /// <summary>The same, of a professional; the person's own account is not enough.</summary>
    public async Task<Answer> RequireStaffAsync(Guid usagerId, string category, string action, CancellationToken ct)
    {
        if (asking.Account is not null) throw new NotFoundException();
        return await RequireAsync(usagerId, category, action, ct);
    }

    /// <summary>Those of the persons whom the caller may know.</summary>
    public Task<HashSet<Guid>> VisibleAsync(IEnumerable<Guid> usagers, CancellationToken ct) => WhereAsync(usagers, usager => asking.For(usager, "IDT", "R"), ct);

    /// <summary>Those of them whose surroundings the caller may read.</summary>
    public Task<HashSet<Guid>> SurroundedAsync(IEnumerable<Guid> usagers, CancellationToken ct) => WhereAsync(usagers, usager => asking.For(usager, "JUR", "R") with { Aspect = Consents }, ct);

    private async Task<HashSet<Guid>> WhereAsync(IEnumerable<Guid> usagers, Converter<Guid, Question> ask, CancellationToken ct)
    {
        var all = usagers.Distinct().ToList();
        if (!asking.Known) return [];
        var answers = await decisions.DecideAsync(all.ConvertAll(ask), ct);
        return [.. all.Zip(answers).Where(pair => pair.Second.Allowed).Select(pair => pair.First)];
    }

    private async Task<Answer> RequireAsync(Guid usagerId, Question question, CancellationToken ct)
    {
        if (!asking.Known) throw new NotFoundException();
        var answer = await decisions.DecideAsync(question, ct);
        if (answer.Allowed) return answer;
        throw await RefuseAsync(usagerId, question.Category, answer, answer.MayKnow ? new ForbiddenException("not-authorised", answer.Explanation) : new NotFoundException(), ct);
    }

    private async Task<RefusalException> RefuseAsync(Guid usagerId, string category, Answer answer, RefusalException refusal, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        db.Audit(new("usager.reach", "usager", usagerId.ToString()) { Category = category, UsagerId = usagerId, Outcome = "refused", ReasonCode = answer.Allowed ? refusal.Code : answer.Reason, RuleIds = answer.Rules });
        await db.SaveChangesAsync(ct);
        return refusal;
    }
}
