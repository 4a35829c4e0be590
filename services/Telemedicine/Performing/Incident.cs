using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Telemedicine.Performing;

public enum IncidentKind { Network, Audio, Video, Device, Distress, Refusal, Other }

public enum Fallback { None, Phone, Reschedule }

/// <summary>Something went wrong around an act; it is copied into the report.</summary>
public sealed class Incident : ITenantOwned
{
    public required Guid Id { get; init; }
    public required Guid TenantId { get; init; }
    public required Guid RequestId { get; init; }
    public required Guid ActId { get; init; }
    public Guid? DeviceId { get; init; }
    public required IncidentKind Kind { get; init; }
    public required Fallback Fallback { get; init; }

    /// <summary>Minutes from the start of the session; null before it.</summary>
    public int? Minute { get; init; }

    public required byte[] SealedNote { get; init; }
    public required Guid BySituation { get; init; }
    public required DateTimeOffset At { get; init; }
}

internal sealed class IncidentConfiguration : IEntityTypeConfiguration<Incident>
{
    public void Configure(EntityTypeBuilder<Incident> builder)
    {
        builder.Property(i => i.Kind).HasConversion<string>().HasMaxLength(20);
        builder.Property(i => i.Fallback).HasConversion<string>().HasMaxLength(20);
        builder.HasIndex(i => new { i.TenantId, i.RequestId });
    }
}
