using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Telemedicine.Requests;

internal sealed class RequestConfiguration : IEntityTypeConfiguration<TelemedicineRequest>
{
    public void Configure(EntityTypeBuilder<TelemedicineRequest> builder)
    {
        builder.ToTable("Requests");
        builder.Property(r => r.UseCaseCode).HasMaxLength(60);
        builder.Property(r => r.Reference).HasMaxLength(20);
        builder.Property(r => r.Territory).HasMaxLength(10);
        builder.Property(r => r.PlatformCode).HasMaxLength(40);
        builder.Property(r => r.ReasonCode).HasMaxLength(60);
        builder.Property(r => r.Act).HasConversion<string>().HasMaxLength(20);
        builder.Property(r => r.State).HasConversion<string>().HasMaxLength(20);
        builder.Property(r => r.LastLateness).HasConversion<string>().HasMaxLength(20);
        builder.Property(r => r.Parcours).IsJson();
        builder.Property(r => r.Requester).IsJson();
        builder.Property(r => r.Relevance).IsJson();
        builder.Property(r => r.WishedDates).IsJson();
        builder.Property(r => r.WatchDelay).HasConversion<long>();
        builder.Property(r => r.Version).IsConcurrencyToken();
        builder.Ignore(r => r.DueAt);
        builder.HasIndex(r => r.Reference).IsUnique();
        builder.HasIndex(r => new { r.TenantId, r.UsagerId });
        builder.HasIndex(r => r.RingsAt).HasFilter("\"RingsAt\" IS NOT NULL");
    }
}

internal sealed class RequestStepConfiguration : IEntityTypeConfiguration<RequestStep>
{
    public void Configure(EntityTypeBuilder<RequestStep> builder)
    {
        builder.Property(s => s.State).HasConversion<string>().HasMaxLength(20);
        builder.Property(s => s.ReasonCode).HasMaxLength(60);
        builder.HasIndex(s => new { s.TenantId, s.RequestId });
    }
}

internal sealed class ExchangeConfiguration : IEntityTypeConfiguration<Exchange>
{
    public void Configure(EntityTypeBuilder<Exchange> builder)
    {
        builder.Property(e => e.Side).HasMaxLength(20);
        builder.HasIndex(e => new { e.TenantId, e.RequestId });
    }
}
