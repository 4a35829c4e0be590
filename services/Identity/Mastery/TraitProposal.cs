using Identity.Traits;
using Identity.Usagers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Identity.Mastery;

public enum ProposalState { Pending, Accepted, Refused }

/// <summary>New traits for a usager, typed elsewhere than in the master, which decides.</summary>
public sealed class TraitProposal : ITenantOwned
{
    private TraitProposal() { }

    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid UsagerId { get; private init; }
    public int OnVersion { get; private init; }
    public string BirthName { get; private init; } = "";
    public string FirstGivenName { get; private init; } = "";
    public string GivenNames { get; private init; } = "";
    public string BirthDate { get; private init; } = "";
    public string Sex { get; private init; } = "";
    public string BirthPlace { get; private init; } = "";
    public ProposalState State { get; private set; }
    public string ProposedBy { get; private init; } = "";
    public string ProposedWith { get; private init; } = "";
    public DateTimeOffset ProposedAt { get; private init; }
    public string? DecidedBy { get; private set; }
    public DateTimeOffset? DecidedAt { get; private set; }
    public int Version { get; private set; } = 1;

    public TypedTraits Traits => new(BirthName, FirstGivenName, GivenNames, BirthDate, Sex, BirthPlace, IncompleteBirthDate: true);

    public static TraitProposal Of(Usager usager, StrictTraits traits, Caller caller, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now), TenantId = usager.TenantId, UsagerId = usager.Id, OnVersion = usager.Version, BirthName = traits.BirthName.Typed, FirstGivenName = traits.GivenNames.First.Value,
        GivenNames = traits.GivenNames.List, BirthDate = traits.BirthDate.Text, Sex = traits.Sex.ToString(), BirthPlace = traits.BirthPlace.Code, ProposedBy = caller.Subject, ProposedWith = caller.ClientId, ProposedAt = now,
    };

    public void Decide(bool accepted, string by, DateTimeOffset now)
    {
        if (State != ProposalState.Pending) throw new RuleBrokenException("proposal-decided", "Cette proposition a déjà été traitée. Relisez la liste des propositions.");
        (State, DecidedBy, DecidedAt) = (accepted ? ProposalState.Accepted : ProposalState.Refused, by, now);
        Version++;
    }
}

internal sealed class TraitProposalConfiguration : IEntityTypeConfiguration<TraitProposal>
{
    public void Configure(EntityTypeBuilder<TraitProposal> builder)
    {
        builder.Ignore(p => p.Traits);
        builder.Property(p => p.BirthName).HasMaxLength(100);
        builder.Property(p => p.FirstGivenName).HasMaxLength(100);
        builder.Property(p => p.GivenNames).HasMaxLength(100);
        builder.Property(p => p.BirthDate).HasMaxLength(10);
        builder.Property(p => p.Sex).HasMaxLength(1);
        builder.Property(p => p.BirthPlace).HasMaxLength(5);
        builder.Property(p => p.State).HasConversion<string>().HasMaxLength(20);
        builder.Property(p => p.ProposedBy).HasMaxLength(200);
        builder.Property(p => p.ProposedWith).HasMaxLength(100);
        builder.Property(p => p.DecidedBy).HasMaxLength(200);
        builder.Property(p => p.Version).IsConcurrencyToken();
        builder.HasIndex(p => new { p.TenantId, p.State, p.ProposedAt });
    }
}
