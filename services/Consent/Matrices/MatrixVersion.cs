using System.Text.Json;
using Contracts.Consent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Consent.Matrices;

/// <summary>A change of the habilitations of a kind of establishment: proposed, seen by two persons, then in force from a date. Never altered afterwards.</summary>
public sealed class MatrixVersion : ITenantOwned
{
    private MatrixVersion() { }
    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }

    /// <summary>ehpad or ime.</summary>
    public string Kind { get; private init; } = "";

    public int Number { get; private init; }
    public string Content { get; private init; } = "";
    public string Reason { get; private init; } = "";
    public string ProposedBy { get; private init; } = "";
    public DateTimeOffset ProposedAt { get; private init; }
    public DateTimeOffset EffectiveAt { get; private init; }

    /// <summary>Professionals who have approved.</summary>
    public List<string> Approvals { get; private set; } = [];

    /// <summary>Its last simulation, as JSON; empty: never tried.</summary>
    public string Trial { get; private set; } = "";

    public DateTimeOffset? TriedAt { get; private set; }

    /// <summary>Number of the matrix that was in force when it was tried: what it widens is said against that one.</summary>
    public int? TriedAgainst { get; private set; }

    public DateTimeOffset? PublishedAt { get; private set; }
    public int Version { get; private set; }

    internal static MatrixVersion Propose(Guid tenantId, MatrixFile file, int number, string reason, string by, DateTimeOffset effectiveAt, DateTimeOffset now)
    {
        if (effectiveAt < now) throw new BadInputException("matrix-date", "La date d'effet est passée. Choisissez une date à venir.");
        return new()
        {
            Id = Guid.CreateVersion7(now), TenantId = tenantId, Kind = file.Kind, Number = number, Content = JsonSerializer.Serialize(file, JsonSerializerOptions.Web), Reason = reason, ProposedBy = by,
            ProposedAt = now, EffectiveAt = effectiveAt,
        };
    }

    /// <summary>Keeps what a simulation found. An approval that was given in view of another matrix in force is given again.</summary>
    internal void Keep(SimulationView found, int inForce, DateTimeOffset now)
    {
        if (TriedAgainst is { } earlier && earlier != inForce) Approvals = [];
        (Trial, TriedAt, TriedAgainst) = (JsonSerializer.Serialize(found, JsonSerializerOptions.Web), now, inForce);
        Version++;
    }

    /// <param name="professional">Who approves.</param>
    /// <param name="inForce">Number of the matrix in force.</param>
    /// <param name="now">When.</param>
    /// <returns>The fact, when this approval was the second one.</returns>
    public MatrixPublished? Approve(string professional, int inForce, DateTimeOffset now)
    {
        if (PublishedAt is not null) throw new RuleBrokenException("matrix-published", "Cette version est déjà publiée. Proposez-en une nouvelle.");
        if (professional == ProposedBy) throw new ForbiddenException("matrix-own-approval", "Qui propose ne s'approuve pas : demandez à deux autres responsables.");
        if (TriedAgainst is null) throw new RuleBrokenException("matrix-not-simulated", "Cette version n'a pas été essayée. Lancez la simulation, lisez ce qu'elle refuse et ce qu'elle élargit, puis approuvez.");
        if (TriedAgainst != inForce) throw new RuleBrokenException("matrix-simulation-stale", "La matrice en vigueur a changé depuis la simulation. Relancez-la : ce que cette version élargit n'est plus le même.");
        if (Approvals.Contains(professional)) throw new RuleBrokenException("matrix-approved-twice", "Vous avez déjà approuvé cette version. Demandez l'approbation d'un second responsable.");
        Approvals = [.. Approvals, professional];
        Version++;
        if (Approvals.Count < 2) return null;
        PublishedAt = now;
        return new(Id, Kind, Number, EffectiveAt > now ? EffectiveAt : now);
    }

    internal Matrix Matrix() => Matrices.Matrix.Of(JsonSerializer.Deserialize<MatrixFile>(Content, JsonSerializerOptions.Web)!, Number);
}

internal sealed class MatrixVersionConfiguration : IEntityTypeConfiguration<MatrixVersion>
{
    public void Configure(EntityTypeBuilder<MatrixVersion> builder)
    {
        builder.Property(m => m.Kind).HasMaxLength(10);
        builder.Property(m => m.Content).HasMaxLength(60_000);
        builder.Property(m => m.Reason).HasMaxLength(500);
        builder.Property(m => m.ProposedBy).HasMaxLength(40);
        builder.Property(m => m.Version).IsConcurrencyToken();
        builder.HasIndex(m => new { m.TenantId, m.Kind, m.Number }).IsUnique();
    }
}
