using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Identity.Usagers;

internal sealed class UsagerConfiguration : IEntityTypeConfiguration<Usager>
{
    public void Configure(EntityTypeBuilder<Usager> builder)
    {
        builder.Property(u => u.Ipp).HasMaxLength(20);
        builder.Property(u => u.CreationKey).HasMaxLength(80);
        builder.Property(u => u.BirthName).HasMaxLength(100);
        builder.Property(u => u.BirthNameTyped).HasMaxLength(100);
        builder.Property(u => u.FirstGivenName).HasMaxLength(100);
        builder.Property(u => u.GivenNames).HasMaxLength(100);
        builder.Property(u => u.BirthDate).HasMaxLength(10);
        builder.Property(u => u.Sex).HasConversion<string>().HasMaxLength(1);
        builder.Property(u => u.BirthPlace).HasMaxLength(5);
        builder.Property(u => u.Status).HasConversion<string>().HasMaxLength(10);
        builder.Property(u => u.UnlockReason).HasMaxLength(300);
        builder.Property(u => u.Version).IsConcurrencyToken();
        builder.Ignore(u => u.Traits).Ignore(u => u.Reliability);
        builder.OwnsOne(u => u.Complementary, c =>
        {
            c.Property(t => t.UsedName).HasMaxLength(100);
            c.Property(t => t.UsedGivenName).HasMaxLength(100);
            c.Property(t => t.Address).HasMaxLength(200);
            c.Property(t => t.PostalCode).HasMaxLength(20);
            c.Property(t => t.City).HasMaxLength(100);
            c.Property(t => t.Phone).HasMaxLength(30);
            c.Property(t => t.Email).HasMaxLength(200);
        });
        builder.Navigation(u => u.Complementary).IsRequired();
        builder.OwnsOne(u => u.Ins, ins =>
        {
            ins.Property(i => i.Cipher).HasMaxLength(300);
            ins.Property(i => i.Digest).HasMaxLength(64);
            ins.Property(i => i.Oid).HasMaxLength(64);
            // Two active identities of a tenant never hold one INS. The digest is keyed by tenant, so it is unique by itself.
            ins.HasIndex(i => i.Digest).IsUnique();
        });
        builder.HasIndex(u => new { u.TenantId, u.Ipp }).IsUnique();
        builder.HasIndex(u => new { u.TenantId, u.CreationKey }).IsUnique();
        builder.HasIndex(u => new { u.TenantId, u.EstablishmentId, u.BirthName });
    }
}
