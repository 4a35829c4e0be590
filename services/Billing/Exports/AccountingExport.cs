using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Billing.Exports;

/// <summary>A journal handed to the accounting. Its lines can no longer change; the file is made again from them, byte for byte.</summary>
public sealed class AccountingExport : ITenantOwned
{
    private AccountingExport() { }

    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid EstablishmentId { get; private init; }
    public string Month { get; private init; } = "";
    public int Number { get; private init; }
    public int Events { get; private init; }
    public decimal Amount { get; private init; }
    public string Sha256 { get; private init; } = "";
    public Guid AuthorSituationId { get; private init; }
    public DateTimeOffset ExportedAt { get; private init; }

    public static AccountingExport Of(Guid id, Guid tenantId, Guid establishmentId, string month, int number, int events, decimal amount, string sha256, Guid author, DateTimeOffset now) => new()
    {
        Id = id, TenantId = tenantId, EstablishmentId = establishmentId, Month = month, Number = number, Events = events, Amount = amount, Sha256 = sha256, AuthorSituationId = author, ExportedAt = now,
    };
}

internal sealed class AccountingExportConfiguration : IEntityTypeConfiguration<AccountingExport>
{
    public void Configure(EntityTypeBuilder<AccountingExport> builder)
    {
        builder.ToTable("Exports");
        builder.Property(e => e.Month).HasMaxLength(7);
        builder.Property(e => e.Amount).HasPrecision(14, 2);
        builder.Property(e => e.Sha256).HasMaxLength(64);
        builder.HasIndex(e => new { e.TenantId, e.EstablishmentId, e.Month, e.Number }).IsUnique();
    }
}
