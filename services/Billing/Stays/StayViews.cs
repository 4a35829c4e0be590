namespace Billing.Stays;

public sealed record StayView(Guid Id, Guid UsagerId, Guid EstablishmentId, Guid? UnitId, Regime Regime, DateOnly AdmittedOn, DateOnly? ExitOn, ExitKind? ExitKind, DateOnly? NoticeUntil, DateOnly? RoomFreedOn,
    StayTerms Terms, int Version)
{
    public static StayView Of(Stay s) => new(s.Id, s.UsagerId, s.EstablishmentId, s.UnitId, s.Regime, s.AdmittedOn, s.ExitOn, s.ExitKind, s.NoticeUntil, s.RoomFreedOn, s.Terms, s.Version);
}

/// <param name="Total">Stays that the caller may see, all pages together.</param>
public sealed record StayPage(IReadOnlyList<StayView> Stays, int Total, Guid? Next);
