using Platform;

namespace Agenda.Access;

/// <summary>The same gate for what happened: some read or capture presences who may not plan, and some read only that somebody was there.</summary>
internal sealed class PresenceAccess(AgendaAccess access, ConsentClient consent)
{
    public Guid Author => access.Author;

    public Task<bool> WorksAtAsync(Guid establishment, CancellationToken ct) => access.WorksAtAsync(establishment, ct);

    public Task RequireHouseAsync(Guid establishment, CancellationToken ct) => access.RequireHouseAsync(establishment, ct);

    /// <summary>Of these persons, whose presence the caller may read; asked before anything is counted.</summary>
    public async Task<IReadOnlyDictionary<Guid, Verdict>> ReadableAsync(IReadOnlyCollection<Guid> usagers, string act, string subjectType, Guid subject, Guid? establishment, CancellationToken ct)
    {
        if (usagers.Count == 0) return new Dictionary<Guid, Verdict>();
        var verdicts = await consent.AskAsync(access.Situation, "R", ConsentClient.Presence, usagers, establishment, ct);
        foreach (var (usager, verdict) in verdicts.Where(v => v.Value.Allowed)) access.Record(act, subjectType, subject, usager, verdict);
        return verdicts.Where(v => v.Value.Allowed).ToDictionary();
    }

    /// <summary>The same for sums: who has a right to them alone is told of nobody.</summary>
    public async Task<IReadOnlyDictionary<Guid, Verdict>> CountableAsync(IReadOnlyCollection<Guid> usagers, string act, Guid establishment, CancellationToken ct)
    {
        if (usagers.Count == 0) return new Dictionary<Guid, Verdict>();
        var verdicts = (await consent.AskAsync(access.Situation, "R", ConsentClient.Presence, usagers, establishment, ct)).Where(v => v.Value.Allowed || v.Value.SumsOnly).ToDictionary();
        foreach (var (usager, verdict) in verdicts.Where(v => v.Value.Allowed)) access.Record(act, "establishment", establishment, usager, verdict);
        return verdicts;
    }

    /// <summary>One person: a refusal is kept in the trail and looks like an absence unless it may be told.</summary>
    public async Task<Verdict> RequireAsync(Guid usager, string action, string act, string subjectType, Guid subject, Guid? establishment, CancellationToken ct)
    {
        var verdict = (await consent.AskAsync(access.Situation, action, ConsentClient.Presence, [usager], establishment, ct))[usager];
        access.Record(act, subjectType, subject, usager, verdict);
        if (verdict.Allowed) return verdict;
        await access.KeepTrailAsync(ct);
        throw verdict.MayKnow ? new ForbiddenException("not-authorised", verdict.Explanation) : new NotFoundException();
    }

    public Task<NotFoundException> MissingAsync(string subjectType, Guid subject, string act, CancellationToken ct) => access.MissingAsync(subjectType, subject, act, ct);
}
