using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Audit.Trail;

/// <summary>A lot of lines chained to the lot before: to change a line, all that follow would have to be made anew.</summary>
public sealed class ChainBlock : ITenantOwned
{
    private ChainBlock() { }
    public Guid TenantId { get; private init; }

    /// <summary>From 1, without a gap.</summary>
    public long Number { get; private init; }

    public string PreviousHash { get; private init; } = "";
    public int Lines { get; private init; }
    public string Hash { get; private init; } = "";
    public DateTimeOffset SealedAt { get; private init; }

    public static ChainBlock Seal(Guid tenantId, ChainBlock? previous, IReadOnlyList<AccessLine> lines, DateTimeOffset now)
    {
        var before = previous?.Hash ?? "";
        return new()
        {
            TenantId = tenantId, Number = (previous?.Number ?? 0) + 1, PreviousHash = before, Lines = lines.Count, SealedAt = now,
            Hash = HashOf(before, lines.Select(line => line.Hash)),
        };
    }

    /// <summary>Whether this block follows <paramref name="previous"/> and holds exactly <paramref name="lines"/>.</summary>
    public bool Holds(ChainBlock? previous, IReadOnlyList<AccessLine> lines) =>
        Number == (previous?.Number ?? 0) + 1 && PreviousHash == (previous?.Hash ?? "") && Lines == lines.Count
        && Hash == HashOf(PreviousHash, lines.Select(line => line.Hash));

    private static string HashOf(string previous, IEnumerable<string> lines) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(previous + string.Concat(lines))));
}

internal sealed class ChainBlockConfiguration : IEntityTypeConfiguration<ChainBlock>
{
    public void Configure(EntityTypeBuilder<ChainBlock> builder)
    {
        builder.ToTable("ChainBlocks");
        builder.HasKey(block => new { block.TenantId, block.Number });
        builder.Property(block => block.Number).ValueGeneratedNever();
        builder.Property(block => block.Hash).HasMaxLength(64);
        builder.Property(block => block.PreviousHash).HasMaxLength(64);
    }
}
