using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Bench.Rows;

/// <summary>About 400 bytes: the smallest thing every service writes.</summary>
internal sealed class Row : ITenantOwned
{
    public Guid Id { get; init; }
    public Guid TenantId { get; init; }
    public string Kind { get; init; } = "";
    public DateTimeOffset At { get; init; }
    public string Payload { get; init; } = "";
}

internal sealed record RowWritten(Guid RowId, DateTimeOffset At, string Payload)
{
    public const string Topic = "bench.row-written.v1";
    public const string Filler = "{\"kind\":\"visit\",\"unit\":\"north\",\"note\":\"nothing but bytes of the size that rows usually have, so that pages fill and files grow as they would: "
        + "abcdefghijklmnopqrstuvwxyz abcdefghijklmnopqrstuvwxyz abcdefghijklmnopqrstuvwxyz abcdefghijklmnopqrstuvwxyz abcdefghijklmnopqrstuvwxyz\"}";
}

internal sealed class RowConfiguration : IEntityTypeConfiguration<Row>
{
    public void Configure(EntityTypeBuilder<Row> builder)
    {
        builder.ToTable("Rows");
        builder.HasIndex(row => new { row.TenantId, row.At });
    }
}

internal class RowsDbContext(DbContextOptions options, TenantScope tenant) : TenantDbContext(options, tenant)
{
    public DbSet<Row> Rows => Set<Row>();
}

internal sealed class PostgresRows(DbContextOptions<PostgresRows> options, TenantScope tenant) : RowsDbContext(options, tenant);
