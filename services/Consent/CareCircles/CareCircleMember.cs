using Consent.Deciding;
using Contracts.Directory;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Consent.CareCircles;

/// <summary>Somebody of a person's care circle: médecin traitant (MT), personne de confiance (PC), responsable légal (RL), aidant (AID), professional (PRO).</summary>
public sealed class CareCircleMember : IOfPerson
{
    private CareCircleMember() { }
    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid UsagerId { get; private init; }
    public string Role { get; private init; } = "";
    public string Name { get; private init; } = "";

    /// <summary>PS_IdNat; empty for a relative.</summary>
    public string NationalId { get; private init; } = "";

    /// <summary>MSSanté address; empty for a relative.</summary>
    public string Mailbox { get; private init; } = "";

    /// <summary>The situation that gains rights by this membership; null for outsiders and relatives.</summary>
    public Guid? SituationId { get; private init; }

    /// <summary>Why she is of the équipe de soins: a same structure, b recognised by the person, c organised group (L1110-12).</summary>
    public string? TeamCase { get; private init; }

    public DateTimeOffset JoinedAt { get; private init; }
    public DateTimeOffset? LeftAt { get; private set; }

    public static CareCircleMember Join(Guid tenantId, Guid usagerId, MemberFacts facts, DateTimeOffset now)
    {
        if (facts.Mailbox is { Length: > 0 } box && !box.EndsWith(".mssante.fr", StringComparison.OrdinalIgnoreCase))
            throw new BadInputException("mailbox-outside", "Cette adresse n'est pas une adresse MSSanté. Laissez-la vide ou cherchez-la dans l'annuaire.");
        return new()
        {
            Id = Guid.CreateVersion7(now), TenantId = tenantId, UsagerId = usagerId, Role = facts.Role, Name = facts.Name, NationalId = facts.NationalId ?? "",
            Mailbox = facts.Mailbox?.ToLowerInvariant() ?? "", SituationId = facts.SituationId, TeamCase = facts.TeamCase, JoinedAt = now,
        };
    }

    public void Leave(DateTimeOffset now)
    {
        if (LeftAt is not null) throw new RuleBrokenException("member-left", "Cette personne a déjà quitté le cercle. Rafraîchissez la liste.");
        LeftAt = now;
    }

    /// <summary>A professional whom the person knows and who is not of the équipe de soins: nothing is shared without consent.</summary>
    internal bool OutsideTeam => LeftAt is null && TeamCase is null && Role == "PRO";

    /// <summary>The situation is this member.</summary>
    internal bool Includes(Situation situation) =>
        LeftAt is null && (SituationId is { } id ? Guid.TryParse(situation.SituationId, out var asking) && asking == id : NationalId.Length > 0 && NationalId == situation.NationalId);

    internal bool Answers(string address) =>
        LeftAt is null && ((Mailbox.Length > 0 && Mailbox.Equals(address, StringComparison.OrdinalIgnoreCase)) || (NationalId.Length > 0 && NationalId == address));
}

public sealed record MemberFacts(string Role, string Name, string? NationalId, string? Mailbox, Guid? SituationId, string? TeamCase);

internal sealed class CareCircleMemberConfiguration : IEntityTypeConfiguration<CareCircleMember>
{
    public void Configure(EntityTypeBuilder<CareCircleMember> builder)
    {
        builder.Property(m => m.Role).HasMaxLength(5);
        builder.Property(m => m.Name).HasMaxLength(160);
        builder.Property(m => m.NationalId).HasMaxLength(40);
        builder.Property(m => m.Mailbox).HasMaxLength(254);
        builder.Property(m => m.TeamCase).HasMaxLength(1);
        builder.Property(m => m.LeftAt).IsConcurrencyToken();
        builder.HasIndex(m => new { m.TenantId, m.UsagerId });
    }
}
