using System.ComponentModel.DataAnnotations;

namespace Agenda.Absences;

/// <param name="ReturnedAt">The return, or the one that was announced; null when nobody knows.</param>
public sealed record AbsenceRequest(Guid UsagerId, Guid EstablishmentId, [property: Required] string Cause, DateTimeOffset LeftAt, bool NoticeGiven = false, DateTimeOffset? ReturnedAt = null)
{
    internal AbsenceDraft Draft() => new(AbsenceCauses.Read(Cause), NoticeGiven, LeftAt.ToUniversalTime(), ReturnedAt?.ToUniversalTime());
}

public sealed record AbsenceCorrection([property: Required] string Cause, DateTimeOffset LeftAt, [property: Required, StringLength(300, MinimumLength = 3)] string Reason, bool NoticeGiven = false, DateTimeOffset? ReturnedAt = null)
{
    internal AbsenceDraft Draft() => new(AbsenceCauses.Read(Cause), NoticeGiven, LeftAt.ToUniversalTime(), ReturnedAt?.ToUniversalTime());
}

public sealed record AbsenceCancellation([property: Required, StringLength(300, MinimumLength = 3)] string Reason);

/// <param name="Warnings">What somebody should look at; nothing was refused for it.</param>
internal sealed record AbsenceAnswer(AbsenceView Absence, PlanningEffect Planning, IReadOnlyList<AbsenceWarning> Warnings);

internal sealed record AbsenceWarning(string Code, string Message);

internal sealed record AbsenceList(IReadOnlyList<AbsenceView> Items, int Total);

internal sealed record AbsenceDetail(AbsenceView Absence, IReadOnlyList<AbsenceVersionView> Versions);

/// <param name="Cause">Its class only for who has a minimal view.</param>
internal sealed record AbsenceView(Guid AbsenceId, Guid UsagerId, Guid EstablishmentId, string Cause, bool NoticeGiven, DateTimeOffset LeftAt, DateTimeOffset? ReturnedAt, bool Cancelled, int Version)
{
    public static AbsenceView Of(UsagerAbsence a, bool minimal) => new(a.Id, a.UsagerId, a.EstablishmentId, minimal ? a.Cause.Class() : a.Cause.Word(), a.NoticeGiven, a.LeftAt, a.ReturnedAt, a.Cancelled, a.Version);
}

internal sealed record AbsenceVersionView(int Version, string Cause, bool NoticeGiven, DateTimeOffset LeftAt, DateTimeOffset? ReturnedAt, bool Cancelled, string? Reason, Guid By, DateTimeOffset At)
{
    public static AbsenceVersionView Of(AbsenceVersion v, bool minimal) =>
        new(v.Version, minimal ? v.Cause.Class() : v.Cause.Word(), v.NoticeGiven, v.LeftAt, v.ReturnedAt, v.Cancelled, minimal ? null : v.Reason, v.By, v.At);
}
