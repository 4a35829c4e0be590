using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Consent.Grants;

internal sealed class AccessGrantConfiguration : IEntityTypeConfiguration<AccessGrant>
{
    public void Configure(EntityTypeBuilder<AccessGrant> builder)
    {
        builder.Property(g => g.Holder).HasConversion<string>().HasMaxLength(20);
        builder.Property(g => g.Account).HasMaxLength(120);
        builder.Property(g => g.Name).HasMaxLength(160);
        builder.Property(g => g.Relation).HasMaxLength(60);
        builder.Property(g => g.Proof).HasMaxLength(200);
        builder.Property(g => g.Version).IsConcurrencyToken();
        builder.HasIndex(g => new { g.TenantId, g.UsagerId });
        builder.PrimitiveCollection(g => g.Scopes).ElementType(scope => scope.HasConversion<string>());
        builder.HasIndex(g => new { g.TenantId, g.Account });

        // One standing grant of an account for a person by each right, else what one hides the other shows; and an account is one person's own.
        const string stands = "\"RevokedAt\" IS NULL AND \"GaveWayTo\" IS NULL AND \"Holder\"";
        builder.HasIndex(g => new { g.TenantId, g.UsagerId, g.Account, g.Holder }).IsUnique().HasFilter($"{stands} <> '{nameof(GrantHolder.Representative)}'");
        builder.HasIndex(g => new { g.TenantId, g.UsagerId, g.Account, g.MeasureId }).IsUnique().HasFilter($"{stands} = '{nameof(GrantHolder.Representative)}'");
        builder.HasIndex(g => new { g.TenantId, g.Account }, "OnePersonsAccount").IsUnique().HasFilter($"{stands} = '{nameof(GrantHolder.Person)}'");
    }
}
