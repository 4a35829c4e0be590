using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace HealthDirectory.Mailboxes;

/// <summary>An MSSanté mailbox published by the Annuaire Santé: shared by all tenants, holds no personal health data.</summary>
public sealed class Mailbox
{
    private Mailbox() { }

    /// <summary>Lower case; addresses are compared so.</summary>
    public string Address { get; private init; } = "";

    /// <summary>TRE_R257: PER, ORG, APP, CAB.</summary>
    public string Type { get; private set; } = "";

    public string Label { get; private set; } = "";
    public string Finess { get; private set; } = "";
    public string StructureName { get; private set; } = "";

    /// <summary>Service de rattachement: urgences, admissions…</summary>
    public string Service { get; private set; } = "";

    public string NationalId { get; private set; } = "";
    public string FamilyName { get; private set; } = "";
    public string GivenName { get; private set; } = "";
    public bool Preferred { get; private set; }

    /// <summary>On the liste rouge: may be written to, is not shown.</summary>
    public bool Unlisted { get; private set; }

    /// <summary>When the Annuaire Santé last published it; null when the organisation declared it.</summary>
    public DateTimeOffset? PublishedAt { get; private set; }

    public static Mailbox Publish(MailboxFacts facts)
    {
        var address = facts.Address.Trim().ToLowerInvariant();
        if (!Fits(address))
            throw new BadInputException("mailbox-outside", "Cette adresse n'est pas une adresse MSSanté (…@….mssante.fr). Vérifiez-la dans l'annuaire.");
        return new()
        {
            Address = address, Type = facts.Type, Label = facts.Label, Finess = facts.Finess, StructureName = facts.StructureName, Service = facts.Service,
            NationalId = facts.NationalId, FamilyName = facts.FamilyName.ToUpperInvariant(), GivenName = facts.GivenName, Preferred = facts.Preferred, Unlisted = facts.Unlisted,
        };
    }

    /// <summary>Of the MSSanté space of trust.</summary>
    public static bool Fits(string address) => address.Trim().EndsWith(".mssante.fr", StringComparison.OrdinalIgnoreCase) && address.Count(letter => letter == '@') == 1;

    /// <summary>The Annuaire Santé says it again, perhaps otherwise.</summary>
    public void Confirm(MailboxFacts facts, DateTimeOffset now)
    {
        (Type, Label, NationalId, FamilyName, GivenName, Unlisted, PublishedAt) = (facts.Type, facts.Label, facts.NationalId, facts.FamilyName.ToUpperInvariant(), facts.GivenName, facts.Unlisted, now);
        if (facts.Finess.Length > 0) (Finess, StructureName) = (facts.Finess, facts.StructureName);
    }
}

public sealed record MailboxFacts(string Address, string Type, string Label, string Finess = "", string StructureName = "", string Service = "",
    string NationalId = "", string FamilyName = "", string GivenName = "", bool Preferred = false, bool Unlisted = false);

internal sealed class MailboxConfiguration : IEntityTypeConfiguration<Mailbox>
{
    public void Configure(EntityTypeBuilder<Mailbox> builder)
    {
        builder.HasKey(mailbox => mailbox.Address);
        builder.Property(mailbox => mailbox.Address).HasMaxLength(254);
        builder.Property(mailbox => mailbox.Type).HasMaxLength(3);
        builder.Property(mailbox => mailbox.Label).HasMaxLength(200);
        builder.HasIndex(mailbox => mailbox.Finess);
        builder.HasIndex(mailbox => mailbox.NationalId);
        builder.HasIndex(mailbox => mailbox.FamilyName);
    }
}
