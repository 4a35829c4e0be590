using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Telemedicine.Funding;

/// <summary>Who pays for a part of an act (sheet §5). It informs; the platform makes no feuille de soins.</summary>
public enum FundingPath { AmAct, EhpadForfait, HospitalExternal, RegionalProgramme, None }

/// <summary>What one professional's part of an act is paid by.</summary>
public sealed class FundingLine : ITenantOwned
{
    public required Guid Id { get; init; }
    public required Guid TenantId { get; init; }
    public required Guid RequestId { get; init; }

    /// <summary>requis, companion or requester.</summary>
    public required string Role { get; init; }

    public required FundingPath Path { get; init; }

    /// <summary>TCG, TCS, TLS, TLL, TLD, TE2, RQD, TMI; empty when nothing is billed.</summary>
    public required string Code { get; init; }

    public decimal? Amount { get; init; }
    public required DateOnly ServiceDate { get; init; }
}

/// <summary>A published price and the days it holds.</summary>
public sealed record PublishedPrice(string Code, string Label, decimal? Amount, DateOnly From, DateOnly? Until, string BilledBy);

/// <summary>Published amounts, each with its dates; a new price is a new row.</summary>
public static class Prices
{
    private static readonly List<PublishedPrice> Published = Read();

    public static IReadOnlyList<PublishedPrice> All => Published;

    /// <summary>The price on a day; null when the code has none then, or when it is the speciality's own.</summary>
    public static decimal? On(string code, DateOnly day) => Published.Find(p => p.Code == code && p.From <= day && (p.Until is null || day <= p.Until))?.Amount;

    private static List<PublishedPrice> Read()
    {
        using var file = typeof(Prices).Assembly.GetManifestResourceStream("prices.json")!;
        return JsonSerializer.Deserialize<List<PublishedPrice>>(file, JsonSerializerOptions.Web)!;
    }
}

internal sealed class FundingLineConfiguration : IEntityTypeConfiguration<FundingLine>
{
    public void Configure(EntityTypeBuilder<FundingLine> builder)
    {
        builder.Property(f => f.Role).HasMaxLength(20);
        builder.Property(f => f.Path).HasConversion<string>().HasMaxLength(30);
        builder.Property(f => f.Code).HasMaxLength(10);
        builder.Property(f => f.Amount).HasPrecision(9, 2);
        builder.HasIndex(f => new { f.TenantId, f.RequestId });
    }
}
