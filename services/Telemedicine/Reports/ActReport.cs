using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Telemedicine.Reports;

public enum ReportState { Received, Quarantined, Filed, Deposited, Closed }

/// <summary>Where a report's way to the DMP or to the médecin traitant stands.</summary>
public enum WayState { None, Under, Done, Refused }

/// <summary>The report of an act (85208-7), from its arrival to the file, the DMP and the médecin traitant.</summary>
public sealed class ActReport : ITenantOwned
{
    private ActReport() { }

    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid RequestId { get; private init; }

    /// <summary>api, mssante or upload.</summary>
    public string Origin { get; private init; } = "";

    /// <summary>The sender's identifier: the same report may come twice, and by two ways.</summary>
    public string UniqueId { get; private init; } = "";

    public ReportState State { get; private set; }

    /// <summary>Why it is held: request-mismatch, ins-mismatch, traits-mismatch, no-pdf, unreadable…</summary>
    public string Reason { get; private set; } = "";

    public byte[] SealedPdf { get; private init; } = [];

    /// <summary>The lines to carry out, sealed.</summary>
    public byte[] SealedLines { get; private init; } = [];

    public Guid? DocumentId { get; private set; }
    public WayState Dmp { get; private set; }
    public string DmpReason { get; private set; } = "";
    public Guid? DoctorTransmissionId { get; private set; }
    public WayState Doctor { get; private set; }
    public int Attempts { get; private set; }
    public DateTimeOffset? NextAttemptAt { get; private set; }
    public DateTimeOffset ReceivedAt { get; private init; }
    public DateTimeOffset? FiledAt { get; private set; }
    public int Version { get; private set; }

    /// <param name="fault">Why it may not be filed; null when it may.</param>
    public static ActReport Receive(Guid tenantId, Guid id, Guid requestId, string origin, string uniqueId, byte[] pdf, byte[] lines, string? fault, DateTimeOffset now) => new()
    {
        Id = id, TenantId = tenantId, RequestId = requestId, Origin = origin, UniqueId = uniqueId, SealedPdf = pdf, SealedLines = lines, State = fault is null ? ReportState.Received : ReportState.Quarantined,
        Reason = fault ?? "", ReceivedAt = now, NextAttemptAt = fault is null ? now : null, Version = 1,
    };

    public void File(Guid document, WayState dmp, string dmpReason, Guid? doctorTransmission, WayState doctor, DateTimeOffset now)
    {
        (State, DocumentId, FiledAt, NextAttemptAt) = (ReportState.Filed, document, now, null);
        (Dmp, DmpReason, DoctorTransmissionId, Doctor) = (dmp, dmpReason, doctorTransmission, doctor);
        Version++;
    }

    public void Retry(DateTimeOffset now)
    {
        Attempts++;
        NextAttemptAt = now.AddSeconds(Math.Min(300, 2 << Math.Min(Attempts, 8)));
        Version++;
    }

    public void Deposit()
    {
        if (State == ReportState.Filed) State = ReportState.Deposited;
        Dmp = WayState.Done;
        Version++;
    }

    public void RefuseDmp(string reason)
    {
        (Dmp, DmpReason) = (WayState.Refused, reason);
        Version++;
    }

    public void TellDoctor(bool sent)
    {
        Doctor = sent ? WayState.Done : WayState.Refused;
        Version++;
    }

    /// <summary>Nothing more is to come.</summary>
    public bool Settled => DocumentId is not null && Dmp != WayState.Under && Doctor != WayState.Under;

    public void Close()
    {
        State = ReportState.Closed;
        Version++;
    }
}

public sealed record ReportView(Guid Id, string Origin, ReportState State, string Reason, Guid? DocumentId, WayState Dmp, string DmpReason, WayState Doctor, DateTimeOffset ReceivedAt, DateTimeOffset? FiledAt)
{
    public static ReportView Of(ActReport r) => new(r.Id, r.Origin, r.State, r.Reason, r.DocumentId, r.Dmp, r.DmpReason, r.Doctor, r.ReceivedAt, r.FiledAt);
}

internal sealed class ActReportConfiguration : IEntityTypeConfiguration<ActReport>
{
    public void Configure(EntityTypeBuilder<ActReport> builder)
    {
        builder.ToTable("Reports");
        builder.Property(r => r.Origin).HasMaxLength(10);
        builder.Property(r => r.UniqueId).HasMaxLength(128);
        builder.Property(r => r.State).HasConversion<string>().HasMaxLength(20);
        builder.Property(r => r.Reason).HasMaxLength(60);
        builder.Property(r => r.Dmp).HasConversion<string>().HasMaxLength(20);
        builder.Property(r => r.Doctor).HasConversion<string>().HasMaxLength(20);
        builder.Property(r => r.DmpReason).HasMaxLength(300);
        builder.Property(r => r.Version).IsConcurrencyToken();
        builder.Ignore(r => r.Settled);
        builder.HasIndex(r => new { r.TenantId, r.RequestId });
        builder.HasIndex(r => new { r.TenantId, r.UniqueId }).IsUnique();
        builder.HasIndex(r => r.NextAttemptAt).HasFilter("\"NextAttemptAt\" IS NOT NULL");
    }
}
