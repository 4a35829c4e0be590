using Documents.Records;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Documents.Transmissions;

/// <summary>Off: never sent nor proposed. Proposed: a box to tick. Preselected: ticked unless unticked. Automatic: leaves on validation without a click.</summary>
public enum TransmissionMode { Off, Proposed, Preselected, Automatic }

/// <summary>What the house does with a type of document on a channel, for the whole organisation or for one unit.</summary>
public sealed class TransmissionPolicy : ITenantOwned
{
    private TransmissionPolicy() { }

    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }

    /// <summary>Empty: all units.</summary>
    public Guid UnitId { get; private init; }

    public string TypeCode { get; private init; } = "";
    public Channel Channel { get; private init; }
    public TransmissionMode Mode { get; private set; }

    /// <summary>Usual MSSanté recipients.</summary>
    public IReadOnlyList<string> Recipients { get; private set; } = [];

    public DateTimeOffset SetAt { get; private set; }
    public int Version { get; private set; }

    public static TransmissionPolicy For(Guid tenantId, Guid unitId, string typeCode, Channel channel, DateTimeOffset now) =>
        new() { Id = Guid.CreateVersion7(now), TenantId = tenantId, UnitId = unitId, TypeCode = typeCode, Channel = channel };

    public void Set(TransmissionMode mode, IReadOnlyList<string> recipients, DateTimeOffset now)
    {
        if (Channel != Channel.Mssante && recipients.Count > 0) throw new BadInputException("policy-recipients", "Seul le canal MSSanté a des destinataires. Retirez-les.");
        if (Channel == Channel.Mssante && mode == TransmissionMode.Automatic && recipients.Count == 0) throw new BadInputException("policy-recipients", "Un envoi MSSanté automatique demande au moins un destinataire. Ajoutez-en un.");
        (Mode, Recipients, SetAt) = (mode, recipients, now);
        Version++;
    }
}

/// <summary>What applies to one document on one channel: the unit's policy, else the house's, else the usual one.</summary>
public sealed record ChannelRule(Channel Channel, TransmissionMode Mode, IReadOnlyList<string> Recipients)
{
    public static async Task<IReadOnlyList<ChannelRule>> ForAsync(DocumentsDbContext db, HealthDocument document, CancellationToken ct)
    {
        var unit = document.UnitId ?? Guid.Empty;
        var set = await db.Policies.AsNoTracking().Where(p => p.TypeCode == document.TypeCode && (p.UnitId == unit || p.UnitId == Guid.Empty)).ToListAsync(ct);
        return [.. Enum.GetValues<Channel>().Select(channel => set.Where(p => p.Channel == channel).OrderByDescending(p => p.UnitId == unit && unit != Guid.Empty).FirstOrDefault() is { } found
            ? new ChannelRule(channel, found.Mode, found.Recipients)
            : new ChannelRule(channel, Usual(document.Type, channel), []))];
    }

    // Papers of the house do not belong in the DMP; an emergency liaison document goes everywhere at once.
    public static TransmissionMode Usual(DocumentType type, Channel channel) => (type.Code, channel) switch
    {
        (DocumentType.EmergencyLiaison, _) => TransmissionMode.Preselected,
        (_, Channel.Dmp) when !type.ForDmp => TransmissionMode.Off,
        _ => TransmissionMode.Proposed,
    };
}

internal sealed class TransmissionPolicyConfiguration : IEntityTypeConfiguration<TransmissionPolicy>
{
    public void Configure(EntityTypeBuilder<TransmissionPolicy> builder)
    {
        builder.ToTable("TransmissionPolicies");
        builder.Property(p => p.TypeCode).HasMaxLength(20);
        builder.Property(p => p.Channel).HasConversion<string>().HasMaxLength(20);
        builder.Property(p => p.Mode).HasConversion<string>().HasMaxLength(20);
        builder.PrimitiveCollection(p => p.Recipients);
        builder.Property(p => p.Version).IsConcurrencyToken();
        builder.HasIndex(p => new { p.TenantId, p.UnitId, p.TypeCode, p.Channel }).IsUnique();
    }
}
