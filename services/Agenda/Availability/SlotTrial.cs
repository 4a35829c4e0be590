using Agenda.Calendars;
using Agenda.Rules;

namespace Agenda.Availability;

/// <summary>
/// Tries slots one after the other. While there are obstacles to tell it looks at every participant; then the first who is taken is enough,
/// and who was taken a moment ago is asked first: however many take part, most slots cost one look.
/// </summary>
internal sealed class SlotTrial(IReadOnlyList<IReadOnlyList<Member>> answers, PlanningFacts facts, Obstacles obstacles)
{
    private Member? _taken;
    private (long Start, long End) _looked = (long.MinValue, long.MinValue);
    private long? _returned;

    /// <summary>The slot with an answer to each need, or null when somebody is not free or a need finds nothing.</summary>
    public FreeSlot? Try(Proposal proposal)
    {
        if (IsAllTold(proposal) && IsTaken(proposal))
        {
            obstacles.Add(PlanningRules.CheckApart(proposal, facts));
            return null;
        }

        var bent = PlanningRules.Check(proposal, facts);
        obstacles.Add(bent);
        _looked = (proposal.Start, proposal.End);
        if (bent.Exists(found => found.Hard)) return null;
        var chosen = new Member[answers.Count];
        return Assign(0, proposal, chosen) ? new(proposal.StartsAt, proposal.EndsAt, [.. chosen.Select(m => m.Calendar)], bent) : null;
    }

    // A stretch that was not in the way of a slot and is in the way of a later one begins after the former. What held somebody elsewhere is in the
    // way once more after its end: the way back.
    private bool IsAllTold(Proposal proposal)
    {
        if (proposal.Start < _looked.Start || !obstacles.FullBefore(_looked.End)) return false;
        _returned ??= proposal.Members.Select(member => PlanningRules.ReturnOf(proposal, member, obstacles.Latest, facts)).DefaultIfEmpty(long.MinValue).Max();
        return proposal.Start >= _returned;
    }

    private bool IsTaken(Proposal proposal)
    {
        if (_taken is not null && PlanningRules.Takes(proposal, _taken, facts)) return true;
        foreach (var member in proposal.Members)
        {
            if (!PlanningRules.Takes(proposal, member, facts)) continue;
            _taken = member;
            return true;
        }

        return false;
    }

    // Two needs may want the same things: when the first choice leaves nothing for the next need, another one is tried.
    private bool Assign(int need, Proposal proposal, Member[] chosen)
    {
        if (need == answers.Count) return true;
        var found = new List<Finding>();
        foreach (var candidate in answers[need])
        {
            if (chosen.AsSpan(0, need).Contains(candidate)) continue;
            found.Clear();
            PlanningRules.CheckMember(proposal, candidate, facts, found);
            obstacles.Add(found);
            if (found.Count > 0) continue;
            chosen[need] = candidate;
            if (Assign(need + 1, proposal, chosen)) return true;
        }

        return false;
    }
}
