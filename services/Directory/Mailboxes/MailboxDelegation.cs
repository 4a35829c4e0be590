using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace HealthDirectory.Mailboxes;

/// <summary>A leaver's mailbox of an establishment, read by its team from then on.</summary>
public sealed class MailboxDelegation : ITenantOwned
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(90);

    private MailboxDelegation() { }
    public Guid TenantId { get; private init; }
    public string Address { get; private init; } = "";
    public Guid EstablishmentId { get; private init; }

    /// <summary>The ORG mailbox of the team.</summary>
    public string DelegatedTo { get; private init; } = "";

    public DateTimeOffset Since { get; private init; }
    public DateTimeOffset Until { get; private init; }

    public static MailboxDelegation To(string mailbox, Guid tenantId, string address, Guid establishmentId, DateTimeOffset now) =>
        new() { TenantId = tenantId, Address = address, EstablishmentId = establishmentId, DelegatedTo = mailbox, Since = now, Until = now + Life };
}

internal sealed class MailboxDelegationConfiguration : IEntityTypeConfiguration<MailboxDelegation>
{
    public void Configure(EntityTypeBuilder<MailboxDelegation> builder)
    {
        builder.HasKey(d => new { d.TenantId, d.Address });
        builder.Property(d => d.Address).HasMaxLength(254);
        builder.Property(d => d.DelegatedTo).HasMaxLength(254);
    }
}
