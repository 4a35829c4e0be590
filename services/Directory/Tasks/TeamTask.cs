using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace HealthDirectory.Tasks;

/// <summary>Something a team has to do, opened by a fact and assigned to a function of an establishment.</summary>
public sealed class TeamTask : ITenantOwned
{
    private TeamTask() { }
    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }

    /// <summary>read-overdue, message-failed, message-received, message-unreadable, discordance, staff-missing, agenda-overlap, break-glass-review, break-glass-inform, mailbox-responsible, telemedicine-…</summary>
    public string Kind { get; private init; } = "";

    /// <summary>Null: any establishment of the organisation.</summary>
    public Guid? EstablishmentId { get; private init; }

    /// <summary>House code of the function that does it.</summary>
    public string Function { get; private init; } = "";

    public Guid? UsagerId { get; private init; }
    public string SubjectType { get; private init; } = "";
    public Guid SubjectId { get; private init; }
    public DateTimeOffset OpenedAt { get; private init; }
    public DateTimeOffset DueAt { get; private init; }
    public DateTimeOffset? ClosedAt { get; private set; }
    public Guid? ClosedBy { get; private set; }
    /// <summary>The situation of who does it; nobody's when null.</summary>
    public Guid? TakenBy { get; private set; }
    public int Version { get; private set; }

    public static TeamTask Open(Guid tenantId, string kind, string function, Guid? establishmentId, Guid? usagerId, (string Type, Guid Id) subject, DateTimeOffset at, TimeSpan within) => new()
    {
        Id = Guid.CreateVersion7(at), TenantId = tenantId, Kind = kind, Function = function, EstablishmentId = establishmentId, UsagerId = usagerId,
        SubjectType = subject.Type, SubjectId = subject.Id, OpenedAt = at, DueAt = at + within,
    };

    public void Take(Guid by)
    {
        if (ClosedAt is not null) throw new RuleBrokenException("task-closed", "Cette tâche est déjà faite. Rafraîchissez la liste.");
        if (TakenBy is { } other && other != by) throw new RuleBrokenException("task-taken", "Un collègue s'est déjà chargé de cette tâche. Voyez avec lui.");
        TakenBy = by;
        Version++;
    }

    /// <summary>Back to the team.</summary>
    public void Release()
    {
        TakenBy = null;
        Version++;
    }

    public void Close(Guid? by, DateTimeOffset now)
    {
        if (ClosedAt is not null) throw new RuleBrokenException("task-closed", "Cette tâche est déjà faite. Rafraîchissez la liste.");
        (ClosedAt, ClosedBy) = (now, by);
        Version++;
    }
}

internal sealed class TeamTaskConfiguration : IEntityTypeConfiguration<TeamTask>
{
    public void Configure(EntityTypeBuilder<TeamTask> builder)
    {
        builder.ToTable("Tasks");
        builder.Property(task => task.Kind).HasMaxLength(40);
        builder.Property(task => task.Function).HasMaxLength(40);
        builder.Property(task => task.SubjectType).HasMaxLength(40);
        builder.Property(task => task.Version).IsConcurrencyToken();
        builder.HasIndex(task => task.TakenBy).HasFilter("\"TakenBy\" IS NOT NULL");
        builder.HasIndex(task => new { task.TenantId, task.EstablishmentId, task.DueAt }).HasFilter("\"ClosedAt\" IS NULL");
        builder.HasIndex(task => new { task.TenantId, task.Kind, task.SubjectId, task.Function }).IsUnique().HasFilter("\"ClosedAt\" IS NULL");
    }
}
