using Agenda.Calendars;

namespace Agenda.Rules;

/// <summary>The rules of availability and conflict, as the trade lists them.</summary>
internal static class PlanningRules
{
    private static readonly CalendarKind[] Things = [CalendarKind.Room, CalendarKind.Vehicle, CalendarKind.Equipment];
    private static readonly CalendarKind[] Everyone = [.. Things, CalendarKind.Usager, CalendarKind.Staff];

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
        new("transfer", false, "transfer") { Kinds = Everyone, ByTimetable = true, Member = Transfer },
    ];

    private static readonly IReadOnlyDictionary<CalendarKind, PlanningRule[]> ByKind = Enum.GetValues<CalendarKind>().ToDictionary(kind => kind, kind => All.Where(rule => rule.Kinds.Contains(kind)).ToArray());
    private static readonly PlanningRule[] OfWhole = [.. All.Where(rule => rule.Kinds.Count == 0)];
    private static readonly Dictionary<string, string> Reasons = All.ToDictionary(r => r.Code, r => r.Reason, StringComparer.Ordinal);

    /// <summary>What nothing answers has no rule: its reason is its own word.</summary>
    public static string ReasonOf(string rule) => Reasons.GetValueOrDefault(rule, rule);

    /// <summary>Everything that is in the way of the proposal.</summary>
    public static IEnumerable<Finding> Check(Proposal proposal, PlanningFacts facts) =>
        OfWhole.SelectMany(rule => rule.Whole(proposal, facts)).Concat(proposal.Members.SelectMany(member => CheckMember(proposal, member, facts)));

    /// <summary>What is in the way of one member alone.</summary>
    public static IEnumerable<Finding> CheckMember(Proposal proposal, Member member, PlanningFacts facts)
    {
        var (start, end) = facts.Hold(member, proposal.Start, proposal.End);
        var around = Around(proposal, member, facts);
        var near = facts.Of(member.Id).AnyIn(start - around, end + around);
        foreach (var rule in ByKind[member.Kind])
        {
            if (rule.ByTimetable && !near) continue;
            foreach (var found in rule.Member(proposal, member, facts)) yield return found;
        }
    }

    private static PlanningRule Held(string code, bool hard, string reason, IReadOnlyList<CalendarKind> kinds, Func<Proposal, Stretch, bool> when) => new(code, hard, reason)
    {
        Kinds = kinds, ByTimetable = true,
        Member = (proposal, member, facts) =>
        {
            var (start, end) = facts.Hold(member, proposal.Start, proposal.End);
            return facts.Of(member.Id).In(start, end).Where(s => s.SourceId != proposal.Itself && when(proposal, s)).Select(s => new Finding(code, hard, member.Calendar, s));
        },
    };

    // Who comes from another house, and what comes from another unit, needs time to arrive.
    private static IEnumerable<Finding> Transfer(Proposal p, Member member, PlanningFacts f)
    {
        var around = Around(p, member, f);
        if (around == 0) yield break;
        var thing = f.Resources.ContainsKey(member.Id);
        var (start, end) = f.Hold(member, p.Start, p.End);
        foreach (var near in f.Of(member.Id).In(start - around, end + around))
        {
            var elsewhere = near.EstablishmentId is not null && (near.EstablishmentId != p.EstablishmentId || thing && near.UnitId != p.UnitId);
            if (elsewhere && near.SourceId != p.Itself && !near.Overlaps(start, end)) yield return new("transfer", false, member.Calendar, near);
        }
    }

    private static long Around(Proposal p, Member member, PlanningFacts f) => TimeSpan.TicksPerMinute
        * (f.Resources.TryGetValue(member.Id, out var resource) ? resource.TransferMinutes : Math.Max(p.TransferMinutes, f.House(p.EstablishmentId)?.TransferMinutes ?? 0));
}
