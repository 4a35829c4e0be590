namespace Telemedicine.Requests;

/// <summary>What a late answer or report leads to.</summary>
public enum Lateness { AnswerReminder, AnswerEscalation, Expiry, ReportReminder, ReportEscalation }

/// <summary>The clock of a request: remind at half of the delay, escalate at its end, give up after twice; a report is asked for twice.</summary>
public sealed partial class TelemedicineRequest
{
    public DateTimeOffset? WatchFrom { get; private set; }
    public TimeSpan WatchDelay { get; private set; }
    public DateTimeOffset? PausedAt { get; private set; }

    /// <summary>What was done last because of lateness.</summary>
    public Lateness? LastLateness { get; private set; }

    /// <summary>When the clock rings next; null when it does not run.</summary>
    public DateTimeOffset? RingsAt { get; private set; }

    /// <summary>When the answer or the report is due.</summary>
    public DateTimeOffset? DueAt => WatchFrom + WatchDelay;

    /// <summary>The lateness reached, or null when the clock rang for nothing.</summary>
    public Lateness? Ring(DateTimeOffset now)
    {
        if (RingsAt is not { } due || due > now) return null;
        var reached = Next();
        LastLateness = reached;
        RingsAt = reached is Lateness.Expiry or Lateness.ReportEscalation ? null : WatchFrom + After(Next());
        Version++;
        return reached;
    }

    private void WatchAnswer(TimeSpan delay, DateTimeOffset now) => Watch(delay, null, now);

    private void WatchReport(TimeSpan delay, DateTimeOffset now) => Watch(delay, Lateness.Expiry, now);

    private void Watch(TimeSpan delay, Lateness? last, DateTimeOffset now)
    {
        (WatchFrom, WatchDelay, LastLateness, PausedAt) = (now, delay, last, null);
        RingsAt = WatchFrom + After(Next());
    }

    private void PauseWatch(DateTimeOffset now) => (PausedAt, RingsAt) = (now, null);

    private void ResumeWatch(DateTimeOffset now)
    {
        if (WatchFrom is null || PausedAt is not { } paused) return;
        (WatchFrom, PausedAt) = (WatchFrom + (now - paused), null);
        if (LastLateness is not (Lateness.Expiry or Lateness.ReportEscalation)) RingsAt = WatchFrom + After(Next());
    }

    private void StopWatch() => (WatchFrom, RingsAt, PausedAt) = (null, null, null);

    private Lateness Next() => LastLateness is { } last && last < Lateness.ReportEscalation ? last + 1 : LastLateness ?? Lateness.AnswerReminder;

    private TimeSpan After(Lateness step) => step switch
    {
        Lateness.AnswerReminder => WatchDelay / 2,
        Lateness.AnswerEscalation or Lateness.ReportReminder => WatchDelay,
        _ => WatchDelay * 2,
    };
}
