using Identity.Usagers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Identity.Proofs;

/// <summary>A document that somebody checked: its type, its number masked, when, and by whom. No copy of it is kept.</summary>
public sealed class ProofRecord : ITenantOwned
{
    private ProofRecord() { }

    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid UsagerId { get; private init; }
    public ProofType Type { get; private init; }
    public ProofHolder Holder { get; private init; }
    public bool OriginalSeen { get; private init; }
    public string? MaskedNumber { get; private init; }
    public DateOnly? ExpiresOn { get; private init; }
    /// <summary>The checker saw the five traits on it as they are here.</summary>
    public bool TraitsAgree { get; private init; }
    public bool DirectAdmission { get; private init; }
    public int TraitsRevision { get; private set; }
    public string CheckedBy { get; private init; } = "";
    public Guid? CheckedBySituation { get; private init; }
    public DateTimeOffset CheckedAt { get; private init; }
    public DateTimeOffset? WithdrawnAt { get; private set; }
    public string? WithdrawnBy { get; private set; }
    public string? WithdrawnReason { get; private set; }

    public ShownProof Shown => new(Type, Holder, OriginalSeen);

    public static ProofRecord Of(Usager usager, NewProof shown, History.Author checker, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now), TenantId = usager.TenantId, UsagerId = usager.Id, Type = shown.Type, Holder = shown.Holder, OriginalSeen = shown.OriginalSeen,
        MaskedNumber = Proofs.MaskedNumber.Of(shown.Number), ExpiresOn = shown.ExpiresOn, TraitsAgree = shown.TraitsAgree, DirectAdmission = shown.DirectAdmission,
        TraitsRevision = usager.TraitsRevision, CheckedBy = checker.Subject, CheckedBySituation = checker.SituationId, CheckedAt = now,
    };

    /// <summary>The checker confirms it on traits that INSi has made more precise.</summary>
    public void HoldFor(int revision) => TraitsRevision = revision;

    public void Withdraw(string reason, string by, DateTimeOffset now)
    {
        if (WithdrawnAt is not null) throw new RuleBrokenException("proof-withdrawn", "Cette pièce a déjà été retirée. Rafraîchissez la liste.");
        (WithdrawnAt, WithdrawnBy, WithdrawnReason) = (now, by, reason);
    }

    public bool Counts(Usager usager) => WithdrawnAt is null && TraitsAgree && TraitsRevision == usager.TraitsRevision;

    public static ProofSituation SituationOf(Usager usager, IEnumerable<ProofRecord> proofs, DateTimeOffset now) =>
        new(Minor: usager.Traits.BirthDate.AgeAt(DateOnly.FromDateTime(now.UtcDateTime)) < 18, DirectAdmissionToEhpad: proofs.Any(p => p.DirectAdmission));
}

internal sealed class ProofRecordConfiguration : IEntityTypeConfiguration<ProofRecord>
{
    public void Configure(EntityTypeBuilder<ProofRecord> builder)
    {
        builder.ToTable("Proofs");
        builder.Ignore(p => p.Shown);
        builder.Property(p => p.Type).HasConversion<string>().HasMaxLength(2);
        builder.Property(p => p.Holder).HasConversion<string>().HasMaxLength(20);
        builder.Property(p => p.MaskedNumber).HasMaxLength(40);
        builder.Property(p => p.CheckedBy).HasMaxLength(200);
        builder.Property(p => p.WithdrawnBy).HasMaxLength(200);
        builder.Property(p => p.WithdrawnReason).HasMaxLength(300);
        builder.HasIndex(p => new { p.TenantId, p.UsagerId });
    }
}
