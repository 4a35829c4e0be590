using Identity.Usagers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Identity.Insi;

/// <summary>An INS that a usager holds, held, or that INSi named as a former one. Former ones are never used as active.</summary>
public sealed class HeldIns : ITenantOwned
{
    private HeldIns() { }

    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid UsagerId { get; private init; }
    public string Cipher { get; private init; } = "";
    public string Digest { get; private init; } = "";
    public string Oid { get; private init; } = "";
    /// <summary>Named by INSi as a number of the past.</summary>
    public bool Former { get; private init; }
    public string By { get; private init; } = "";
    public DateTimeOffset SinceAt { get; private init; }
    public DateTimeOffset? EndedAt { get; private set; }
    public string? EndReason { get; private set; }

    public static HeldIns Of(Usager usager, SealedIns ins, bool former, string by, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now), TenantId = usager.TenantId, UsagerId = usager.Id, Cipher = ins.Cipher, Digest = ins.Digest, Oid = ins.Oid, Former = former, By = by, SinceAt = now,
    };

    public void End(string reason, DateTimeOffset now) => (EndedAt, EndReason) = (now, reason);
}

internal sealed class HeldInsConfiguration : IEntityTypeConfiguration<HeldIns>
{
    public void Configure(EntityTypeBuilder<HeldIns> builder)
    {
        builder.ToTable("HeldIns");
        builder.Property(i => i.Cipher).HasMaxLength(300);
        builder.Property(i => i.Digest).HasMaxLength(64);
        builder.Property(i => i.Oid).HasMaxLength(64);
        builder.Property(i => i.By).HasMaxLength(200);
        builder.Property(i => i.EndReason).HasMaxLength(40);
        builder.HasIndex(i => new { i.TenantId, i.UsagerId });
        builder.HasIndex(i => i.Digest);
    }
}
