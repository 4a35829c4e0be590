using Agenda.Calendars;

namespace Agenda.Rules;

/// <summary>The rules of availability and conflict, as the trade lists them.</summary>
internal static class PlanningRules
{
    private static readonly CalendarKind[] Things = [CalendarKind.Room, CalendarKind.Vehicle, CalendarKind.Equipment];
    private static readonly CalendarKind[] Everyone = [.. Things, CalendarKind.Usager, CalendarKind.Staff];

    // Who comes from another house, and what comes from another unit, needs time to arrive.
    private static readonly PlanningRule Transfer = new("transfer", false, "transfer") { Kinds = Everyone };

    public static readonly IReadOnlyList<PlanningRule> All =
    [
        new("house-closed", true, "closed") { Whole = Opening.House },
        new("resource-closed", true, "closed") { Kinds = Things, Member = Opening.Resource },
        new("resource-unchecked", true, "closed") { Kinds = Things, Member = Opening.Unchecked },
        Held("resource-taken", true, "busy", Things, (_, s) => s.Nature == BusyNature.Occurrence),
        new("capacity", true, "capacity") { Kinds = Things, Member = Headcount.Capacity },
        new("wheelchairs", true, "capacity") { Kinds = [CalendarKind.Vehicle], Member = Headcount.Wheelchairs },
        Held("staff-taken", true, "busy", [CalendarKind.Staff], (p, s) => s.Nature == BusyNature.Occurrence && !(p.CoAnimation && s.Joint)),
        Held("staff-absent", true, "absent", [CalendarKind.Staff], (_, s) => s.Nature == BusyNature.Absence),
        new("staff-left", true, "absent") { Kinds = [CalendarKind.Staff], Member = Opening.StaffLeft },
        new("off-duty", false, "off-duty") { Kinds = [CalendarKind.Staff], Member = Opening.OffDuty },
        new("qualification", true, "qualification") { Whole = Headcount.Qualification },
        new("adults", true, "adults") { Whole = Headcount.Adults },
        new("ratio", false, "ratio") { Whole = Headcount.Ratio },
        Held("usager-taken", true, "busy", [CalendarKind.Usager], (p, s) => s.Nature == BusyNature.Occurrence && s.EstablishmentId == p.EstablishmentId),
        Held("usager-elsewhere", false, "busy", [CalendarKind.Usager], (p, s) => s.Nature == BusyNature.Occurrence && s.EstablishmentId != p.EstablishmentId),
        Held("usager-absent", true, "absent", [CalendarKind.Usager], (_, s) => s.Nature == BusyNature.Absence),
        Held("constraint-justified", true, "constraint", [CalendarKind.Usager], (_, s) => s.Nature == BusyNature.JustifiedConstraint),
        Held("constraint-declared", false, "constraint", [CalendarKind.Usager], (_, s) => s.Nature == BusyNature.DeclaredConstraint),
        Held("external-taken", true, "busy", [CalendarKind.External], (_, _) => true),
        Transfer,
    ];

    private static readonly PlanningRule[] OfWhole = [.. All.Where(rule => rule.Whole is not null)];
    private static readonly PlanningRule[][] OfMember = ByKind(rule => rule.Member is not null), OfTime = ByKind(rule => rule.Holds is not null);
    private static readonly Dictionary<string, string> Reasons = All.ToDictionary(r => r.Code, r => r.Reason, StringComparer.Ordinal);

    /// <summary>What nothing answers has no rule: its reason is its own word.</summary>
    public static string ReasonOf(string rule) => Reasons.GetValueOrDefault(rule, rule);

    /// <summary>Everything that is in the way of the proposal.</summary>
    public static List<Finding> Check(Proposal proposal, PlanningFacts facts)
    {
        var found = CheckApart(proposal, facts);
        foreach (var member in proposal.Members) CheckTime(proposal, member, facts, found);
        return found;
    }

    /// <summary>What is in the way apart from what calendars hold: closed, off duty, too many, not qualified…</summary>
    public static List<Finding> CheckApart(Proposal proposal, PlanningFacts facts)
    {
        var found = new List<Finding>();
        foreach (var rule in OfWhole) found.AddRange(rule.Whole!(proposal, facts));
        foreach (var member in proposal.Members) CheckState(proposal, member, facts, found);
        return found;
    }

    /// <summary>What is in the way of one member alone.</summary>
    public static void CheckMember(Proposal proposal, Member member, PlanningFacts facts, List<Finding> found)
    {
        CheckState(proposal, member, facts, found);
        CheckTime(proposal, member, facts, found);
    }

    /// <summary>Whether what the member's calendar holds refuses the proposal, whatever the reason given.</summary>
    public static bool Takes(Proposal proposal, Member member, PlanningFacts facts)
    {
        var (start, end) = facts.Hold(member, proposal.Start, proposal.End);
        foreach (var near in facts.Of(member.Id).Near(start, end))
        {
            if (!near.Overlaps(start, end) || near.SourceId == proposal.Itself) continue;
            foreach (var rule in OfTime[(int)member.Kind])
                if (rule.Hard && rule.Holds!(proposal, near)) return true;
        }

        return false;
    }

    /// <summary>When the member can be back from all that is elsewhere and begins before a moment.</summary>
    public static long ReturnOf(Proposal proposal, Member member, long before, PlanningFacts facts)
    {
        var way = Around(proposal, member, facts) + proposal.Start - facts.Hold(member, proposal.Start, proposal.End).Start;
        return facts.Of(member.Id).In(long.MinValue, before).Where(stretch => Elsewhere(proposal, member, stretch, facts)).Select(stretch => stretch.End + way).DefaultIfEmpty(long.MinValue).Max();
    }

    private static void CheckState(Proposal proposal, Member member, PlanningFacts facts, List<Finding> found)
    {
        foreach (var rule in OfMember[(int)member.Kind]) found.AddRange(rule.Member!(proposal, member, facts));
    }

    // A search asks this thousands of times: the timetable is looked at once, near the slot only.
    private static void CheckTime(Proposal proposal, Member member, PlanningFacts facts, List<Finding> found)
    {
        var (start, end) = facts.Hold(member, proposal.Start, proposal.End);
        var around = Around(proposal, member, facts);
        foreach (var near in facts.Of(member.Id).Near(start - around, end + around))
        {
            if (near.End <= start - around || near.SourceId == proposal.Itself) continue;
            if (!near.Overlaps(start, end))
            {
                if (Elsewhere(proposal, member, near, facts)) found.Add(new(Transfer.Code, Transfer.Hard, member.Calendar, near));
                continue;
            }

            foreach (var rule in OfTime[(int)member.Kind])
                if (rule.Holds!(proposal, near)) found.Add(new(rule.Code, rule.Hard, member.Calendar, near));
        }
    }

    private static PlanningRule Held(string code, bool hard, string reason, IReadOnlyList<CalendarKind> kinds, Func<Proposal, Stretch, bool> when) => new(code, hard, reason) { Kinds = kinds, Holds = when };

    private static PlanningRule[][] ByKind(Func<PlanningRule, bool> which) => [.. Enum.GetValues<CalendarKind>().Select(kind => All.Where(rule => rule.Kinds.Contains(kind) && which(rule)).ToArray())];

    private static bool Elsewhere(Proposal p, Member member, Stretch near, PlanningFacts f) =>
        near.EstablishmentId is { } there && (there != p.EstablishmentId || (near.UnitId != p.UnitId && f.Resources.ContainsKey(member.Id)));

    private static long Around(Proposal p, Member member, PlanningFacts f) => member.Kind == CalendarKind.External ? 0 : TimeSpan.TicksPerMinute
        * (member.Calendar.IsResource && f.Resources.TryGetValue(member.Id, out var resource) ? resource.TransferMinutes : Math.Max(p.TransferMinutes, f.House(p.EstablishmentId)?.TransferMinutes ?? 0));
}
