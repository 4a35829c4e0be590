namespace Agenda.Attendances;

/// <summary>What all captures of one attendance say together.</summary>
/// <param name="Heads">The captures that still speak about the state, the one that is shown last.</param>
/// <param name="ToVerify">Devices that did not know of each other said different things: somebody has to decide, and both stay readable.</param>
public sealed record Merged(AttendanceState? State, DateTimeOffset? ArrivedAt, DateTimeOffset? LeftAt, DateTimeOffset? ToldAt, IReadOnlyList<Guid> Heads, bool ToVerify);

/// <summary>
/// Reads a set of captures, whatever their order and however often each came. Order is device time, then mutation id. A capture with a
/// state replaces what its own device said before, and what its author had seen (<c>Supersedes</c>) and that is older. What is left
/// speaks: the latest of each field wins, and different states or times that are left are to be verified.
/// </summary>
public static class Merge
{
    public static Merged Of(IEnumerable<Capture> captures)
    {
        var all = captures.DistinctBy(c => c.MutationId).OrderBy(c => c.DeviceAt).ThenBy(c => c.MutationId).ToList();
        var live = all.Where((capture, at) => !all.Skip(at + 1).Any(later => Replaces(later, capture))).ToList();
        var heads = live.FindAll(c => c.State is not null);
        var (arrived, left) = (Last(live, c => c.ArrivedAt), Last(live, c => c.LeftAt));
        var cut = arrived is not null || left is not null;
        // One tablet ticked « présent », the other told when the person left: both are true.
        var states = heads.Select(c => c.State == AttendanceState.Present && cut ? AttendanceState.Partial : c.State!.Value).Distinct().ToList();
        var state = heads.Count == 0 ? (AttendanceState?)null : heads[^1].State == AttendanceState.Present && cut ? AttendanceState.Partial : heads[^1].State;
        var torn = states.Count > 1 || Differ(live, c => c.ArrivedAt) || Differ(live, c => c.LeftAt) || (arrived is { } from && left is { } until && until <= from);
        return new(state, arrived, left, Last(live, c => c.ToldAt), heads.ConvertAll(c => c.MutationId), torn);
    }

    // The caller passes captures in order, so a cycle of replacements cannot be.
    private static bool Replaces(Capture later, Capture capture) =>
        later.Supersedes.Contains(capture.MutationId) || (later.State is not null && later.DeviceId == capture.DeviceId);

    private static DateTimeOffset? Last(List<Capture> live, Func<Capture, DateTimeOffset?> field) => live.Select(field).LastOrDefault(value => value is not null);

    // A later word of the same device is a change of mind; only different devices can disagree.
    private static bool Differ(List<Capture> live, Func<Capture, DateTimeOffset?> field) =>
        live.Where(c => field(c) is not null).GroupBy(c => c.DeviceId).Select(device => field(device.Last())).Distinct().Count() > 1;
}
