using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Contracts.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Audit.Trail;

/// <summary>One access as it was recorded. Never changed: its hash is part of its block's.</summary>
public sealed class AccessLine : ITenantOwned
{
    private AccessLine() { }
    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public long Block { get; private init; }

    /// <summary>Place in the block, from 0.</summary>
    public int Position { get; private init; }

    public DateTimeOffset OccurredAt { get; private init; }
    public string Service { get; private init; } = "";
    public string Actor { get; private init; } = "";
    public Guid? SituationId { get; private init; }
    public string Kind { get; private init; } = "";
    public string ClientId { get; private init; } = "";
    public string SessionId { get; private init; } = "";
    public string Action { get; private init; } = "";
    public string Category { get; private init; } = "";
    public Guid? UsagerId { get; private init; }
    public string SubjectType { get; private init; } = "";
    public string SubjectId { get; private init; } = "";
    public string Outcome { get; private init; } = "";
    public string ReasonCode { get; private init; } = "";
    public string Rules { get; private init; } = "";
    public string Purpose { get; private init; } = "";
    public string CorrelationId { get; private init; } = "";
    public string Environment { get; private init; } = "";

    /// <summary>SHA-256 over all the above, hexadecimal.</summary>
    public string Hash { get; private init; } = "";

    public static AccessLine Of(Guid tenantId, long block, int position, AccessRecorded fact, string environment)
    {
        // Stored instants have microseconds at most on one database and 100 ns on the other: the hash must not depend on it.
        var at = new DateTimeOffset(fact.OccurredAt.UtcTicks / TimeSpan.TicksPerMillisecond * TimeSpan.TicksPerMillisecond, TimeSpan.Zero);
        AccessLine line = new()
        {
            Id = fact.AccessId, TenantId = tenantId, Block = block, Position = position, OccurredAt = at, Service = fact.Service, Actor = fact.Actor, SituationId = fact.SituationId,
            Kind = fact.Kind, ClientId = fact.ClientId, SessionId = fact.SessionId ?? "", Action = fact.Action, Category = fact.Category, UsagerId = fact.UsagerId, SubjectType = fact.SubjectType,
            SubjectId = fact.SubjectId, Outcome = fact.Outcome, ReasonCode = fact.ReasonCode, Rules = string.Join(' ', fact.RuleIds), Purpose = fact.Purpose ?? "", CorrelationId = fact.CorrelationId,
            Environment = environment,
        };
        return line.Sealed();
    }

    /// <summary>The hash that the stored fields give now.</summary>
    public string Recompute() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new object?[]
    {
        Id, TenantId, Block, Position, OccurredAt.ToUnixTimeMilliseconds(), Service, Actor, SituationId, Kind, ClientId, SessionId, Action, Category, UsagerId, SubjectType, SubjectId,
        Outcome, ReasonCode, Rules, Purpose, CorrelationId, Environment,
    }))));

    private AccessLine Sealed() => new()
    {
        Id = Id, TenantId = TenantId, Block = Block, Position = Position, OccurredAt = OccurredAt, Service = Service, Actor = Actor, SituationId = SituationId, Kind = Kind, ClientId = ClientId,
        SessionId = SessionId, Action = Action, Category = Category, UsagerId = UsagerId, SubjectType = SubjectType, SubjectId = SubjectId, Outcome = Outcome, ReasonCode = ReasonCode, Rules = Rules,
        Purpose = Purpose, CorrelationId = CorrelationId, Environment = Environment, Hash = Recompute(),
    };
}

internal sealed class AccessLineConfiguration : IEntityTypeConfiguration<AccessLine>
{
    public void Configure(EntityTypeBuilder<AccessLine> builder)
    {
        builder.ToTable("AccessLines");
        builder.Property(line => line.Hash).HasMaxLength(64);
        builder.HasIndex(line => new { line.TenantId, line.Block, line.Position }).IsUnique();
        builder.HasIndex(line => new { line.TenantId, line.UsagerId, line.Id });
        builder.HasIndex(line => new { line.TenantId, line.OccurredAt });
    }
}
