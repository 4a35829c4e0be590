using Billing.Attendance;

namespace Billing.Rules;

/// <summary>What is known of one person in one establishment: absences since January, attendance and trips of the month.</summary>
internal sealed record PersonFacts(IReadOnlyList<KnownAbsence> Absences, IReadOnlyList<KnownAttendance> Attendances, IReadOnlyList<KnownTransport> Transports)
{
    public static readonly PersonFacts None = new([], [], []);

    /// <summary>When the occurrences of absences that were announced were to begin, as far as it is known.</summary>
    public IReadOnlyDictionary<Guid, DateTimeOffset> StartOf { get; init; } = new Dictionary<Guid, DateTimeOffset>();

    /// <summary>Day of the death that agenda told, if any.</summary>
    public DateOnly? DiedOn => Absences.FirstOrDefault(a => a is { Cancelled: false, Cause: KnownAbsence.Death }) is { } death ? Paris.DayOf(death.LeftAt) : null;

    /// <summary>Day of the final exit that agenda told, if any.</summary>
    public DateOnly? LeftOn => Absences.FirstOrDefault(a => a is { Cancelled: false, Cause: KnownAbsence.Exit }) is { } exit ? Paris.DayOf(exit.LeftAt) : null;
}
