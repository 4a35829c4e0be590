using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Agenda.Attendances;

/// <summary>
/// One thing that a device said about one usager at one occurrence. Captures are only ever added: what is true of the attendance is read
/// from all of them, so the order in which tablets come back on line changes nothing.
/// </summary>
public sealed class Capture : ITenantOwned
{
    private Capture() { }

    public Guid TenantId { get; private init; }

    /// <summary>Made by the device: the same one sent twice is one.</summary>
    public Guid MutationId { get; private init; }

    public Guid AttendanceId { get; private init; }
    public string DeviceId { get; private init; } = "";
    public DateTimeOffset DeviceAt { get; private init; }
    public DateTimeOffset ServerAt { get; private init; }

    /// <summary>Null when the device told a time or a note only.</summary>
    public AttendanceState? State { get; private init; }

    public DateTimeOffset? ArrivedAt { get; private init; }
    public DateTimeOffset? LeftAt { get; private init; }

    /// <summary>When an absence was announced.</summary>
    public DateTimeOffset? ToldAt { get; private init; }

    public string? Note { get; private init; }

    /// <summary>The earlier note that this one replaces; that one stays readable.</summary>
    public Guid? NoteReplaces { get; private init; }

    /// <summary>Captures that its author had seen and means to replace.</summary>
    public List<Guid> Supersedes { get; private init; } = [];

    /// <summary>Code of a correction: mistake, late-information, tablet-merge.</summary>
    public string? Reason { get; private init; }

    /// <summary>Why, in the words of who corrected.</summary>
    public string? Explanation { get; private init; }

    /// <summary>Came after the period was closed.</summary>
    public bool Late { get; private init; }

    public Guid By { get; private init; }

    /// <summary>Version of the attendance once this was taken: what a replay answers.</summary>
    public int ResultVersion { get; set; }

    public string Digest { get; private init; } = "";

    public static Capture Of(Attendance attendance, CaptureDraft draft, bool late, Guid by, DateTimeOffset now) => new()
    {
        TenantId = attendance.TenantId, MutationId = draft.MutationId, AttendanceId = attendance.Id, DeviceId = draft.DeviceId, DeviceAt = draft.DeviceAt, ServerAt = now, State = draft.State, ArrivedAt = draft.ArrivedAt,
        LeftAt = draft.LeftAt, ToldAt = draft.ToldAt, Note = draft.Note, NoteReplaces = draft.NoteReplaces, Supersedes = [.. draft.Supersedes], Reason = draft.Reason, Explanation = draft.Explanation, Late = late, By = by,
        Digest = draft.Digest(),
    };
}

/// <summary>What a device says, already checked for form.</summary>
public sealed record CaptureDraft(Guid MutationId, Guid OccurrenceId, Guid UsagerId, string DeviceId, DateTimeOffset DeviceAt)
{
    public AttendanceState? State { get; init; }
    public DateTimeOffset? ArrivedAt { get; init; }
    public DateTimeOffset? LeftAt { get; init; }
    public DateTimeOffset? ToldAt { get; init; }
    public string? Note { get; init; }
    public Guid? NoteReplaces { get; init; }
    public IReadOnlyList<Guid> Supersedes { get; init; } = [];
    public string? Reason { get; init; }
    public string? Explanation { get; init; }

    /// <summary>Whom the device named, when that identity has become another one since.</summary>
    public Guid? NamedUsagerId { get; init; }

    /// <summary>Tells a replay from another content under the same number. What the server adds itself is no part of it.</summary>
    public string Digest()
    {
        var said = string.Join('|', OccurrenceId, NamedUsagerId ?? UsagerId, DeviceId, DeviceAt.UtcTicks, State, ArrivedAt?.UtcTicks, LeftAt?.UtcTicks, ToldAt?.UtcTicks, Note, NoteReplaces, Reason, Explanation);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(said)));
    }
}

internal sealed class CaptureConfiguration : IEntityTypeConfiguration<Capture>
{
    public void Configure(EntityTypeBuilder<Capture> builder)
    {
        builder.ToTable("Captures").HasKey(c => new { c.TenantId, c.MutationId });
        builder.Property(c => c.DeviceId).HasMaxLength(64);
        builder.Property(c => c.State).HasConversion<string>().HasMaxLength(20);
        builder.Property(c => c.Note).HasMaxLength(2000);
        builder.Property(c => c.Reason).HasMaxLength(20);
        builder.Property(c => c.Explanation).HasMaxLength(300);
        builder.Property(c => c.Digest).HasMaxLength(64);
        builder.HasIndex(c => new { c.TenantId, c.AttendanceId });
    }
}
