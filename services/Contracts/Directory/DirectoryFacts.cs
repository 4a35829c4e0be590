namespace Contracts.Directory;

/// <summary>A professional's situation begins.</summary>
public sealed record StaffJoined(Guid SituationId, Guid ProfessionalId, Guid? EstablishmentId, DateTimeOffset JoinedAt)
{
    public const string Topic = "directory.staff-joined.v1";
}

/// <summary>A professional's situation has ended; its rights end with it.</summary>
public sealed record StaffLeft(Guid SituationId, Guid ProfessionalId, DateTimeOffset LeftAt)
{
    public const string Topic = "directory.staff-left.v1";
}

/// <summary>A situation has another unit or function.</summary>
public sealed record StaffMoved(Guid SituationId, Guid ProfessionalId, DateTimeOffset MovedAt)
{
    public const string Topic = "directory.staff-moved.v1";
}

/// <summary>A professional is away, or will be: what they were expected for has to be looked at again.</summary>
/// <param name="Version">1, then one more at each change; a lower version than the last known is late.</param>
/// <param name="Cancelled">They are not away after all.</param>
public sealed record StaffAbsent(Guid AbsenceId, Guid ProfessionalId, IReadOnlyList<Guid> SituationIds, DateTimeOffset StartsAt, DateTimeOffset EndsAt, int Version, bool Cancelled)
{
    public const string Topic = "directory.staff-absent.v1";
}

/// <summary>The habilitation matrix of a tenant has a new version.</summary>
public sealed record HabilitationChanged(int Version, DateTimeOffset ChangedAt)
{
    public const string Topic = "directory.habilitation-changed.v1";
}
