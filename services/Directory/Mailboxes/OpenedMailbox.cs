using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace HealthDirectory.Mailboxes;

/// <summary>A mailbox that the organisation opened at its operator: who answers for it, and who reads it, each under their own sign-in.</summary>
public sealed class OpenedMailbox : ITenantOwned
{
    private OpenedMailbox() { }

    public Guid TenantId { get; private init; }
    public string Address { get; private init; } = "";

    /// <summary>PER or ORG.</summary>
    public string Type { get; private init; } = "";

    public Guid EstablishmentId { get; private init; }

    /// <summary>The holder of a personal mailbox; of an organisational one, the listed professional who answers for it.</summary>
    public Guid ResponsibleId { get; private init; }

    /// <summary>Professionals who read it besides; none for a personal one.</summary>
    public List<Guid> Readers { get; private init; } = [];

    public DateTimeOffset OpenedAt { get; private init; }

    public static OpenedMailbox Open(Guid tenantId, Mailbox mailbox, Guid establishmentId, Guid responsibleId, IReadOnlyList<Guid> readers, DateTimeOffset now) => new()
    {
        TenantId = tenantId, Address = mailbox.Address, Type = mailbox.Type, EstablishmentId = establishmentId, ResponsibleId = responsibleId, Readers = [.. readers.Except([responsibleId]).Distinct()], OpenedAt = now,
    };
}

internal sealed class OpenedMailboxConfiguration : IEntityTypeConfiguration<OpenedMailbox>
{
    public void Configure(EntityTypeBuilder<OpenedMailbox> builder)
    {
        builder.ToTable("OpenedMailboxes").HasKey(m => m.Address);
        builder.Property(m => m.Address).HasMaxLength(254);
        builder.Property(m => m.Type).HasMaxLength(3);
        builder.HasIndex(m => new { m.TenantId, m.ResponsibleId });
    }
}
