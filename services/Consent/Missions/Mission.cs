using Consent.Deciding;
using Contracts.Consent;
using Contracts.Directory;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Consent.Missions;

/// <summary>A mobile team called for some persons and some days: access opens when it is accepted and closes by itself.</summary>
public sealed class Mission : ITenantOwned
{
    /// <summary>How long the report may still be written.</summary>
    public static readonly TimeSpan ForTheReport = TimeSpan.FromDays(7);

    private Mission() { }
    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public string Name { get; private init; } = "";
    public string Request { get; private init; } = "";
    public List<Guid> UsagerIds { get; private set; } = [];

    /// <summary>Members by their situation.</summary>
    public List<Guid> SituationIds { get; private init; } = [];

    public DateTimeOffset StartsAt { get; private init; }
    public DateTimeOffset EndsAt { get; private set; }
    public Guid? RequestedBy { get; private init; }
    public DateTimeOffset? AcceptedAt { get; private set; }
    public int Version { get; private set; }

    public static Mission Ask(Guid tenantId, MissionFacts facts, Guid? requestedBy, DateTimeOffset now)
    {
        if (facts.EndsAt <= facts.StartsAt) throw new BadInputException("mission-period", "La fin de la mission doit suivre son début. Corrigez les dates.");
        if (facts.EndsAt > facts.StartsAt.AddMonths(6)) throw new BadInputException("mission-period", "Une mission dure six mois au plus : demandez-en une nouvelle ensuite.");
        if (facts.UsagerIds.Count == 0 || facts.SituationIds.Count == 0) throw new BadInputException("mission-empty", "Nommez au moins une personne et un membre de l'équipe mobile.");
        return new()
        {
            Id = Guid.CreateVersion7(now), TenantId = tenantId, Name = facts.Name, Request = facts.Request, UsagerIds = [.. facts.UsagerIds.Distinct()], SituationIds = [.. facts.SituationIds.Distinct()],
            StartsAt = facts.StartsAt, EndsAt = facts.EndsAt, RequestedBy = requestedBy,
        };
    }

    /// <summary>A member of the team accepts; access opens now, or when the mission begins.</summary>
    public IEnumerable<ConsentChanged> Accept(Guid situationId, DateTimeOffset now)
    {
        if (!SituationIds.Contains(situationId)) throw new ForbiddenException("mission-member", "Seul un membre de l'équipe mobile accepte la mission. Demandez-le à l'un d'eux.");
        if (AcceptedAt is not null) throw new RuleBrokenException("mission-state", "Cette mission est déjà acceptée. Rafraîchissez la liste.");
        if (EndsAt <= now) throw new RuleBrokenException("mission-state", "Cette mission est terminée. Demandez-en une nouvelle.");
        AcceptedAt = now;
        Version++;
        return Facts("active", now);
    }

    public IEnumerable<ConsentChanged> End(DateTimeOffset now)
    {
        if (EndsAt <= now) throw new RuleBrokenException("mission-state", "Cette mission est déjà terminée. Rafraîchissez la liste.");
        EndsAt = now > StartsAt ? now : StartsAt;
        Version++;
        return Facts("withdrawn", now);
    }

    /// <summary>Two of its persons, or one of them and another, were the same.</summary>
    public void Reattach(Guid absorbed, Guid kept) => UsagerIds = [.. UsagerIds.Select(usager => usager == absorbed ? kept : usager).Distinct()];

    /// <summary>Two of its persons were not the same after all.</summary>
    public void Include(Guid usagerId) => UsagerIds = [.. UsagerIds.Append(usagerId).Distinct()];

    internal bool Includes(Situation situation) => Guid.TryParse(situation.SituationId, out var id) && SituationIds.Contains(id);
    internal bool OpenAt(DateTimeOffset now) => AcceptedAt is { } accepted && accepted <= now && StartsAt <= now && now < EndsAt;
    internal bool ReportOpenAt(DateTimeOffset now) => AcceptedAt is not null && EndsAt <= now && now < EndsAt + ForTheReport;

    private IEnumerable<ConsentChanged> Facts(string status, DateTimeOffset now) => UsagerIds.Select(usager => new ConsentChanged(Id, usager, "MISSION", status, now));
}

public sealed record MissionFacts(string Name, string Request, IReadOnlyList<Guid> UsagerIds, IReadOnlyList<Guid> SituationIds, DateTimeOffset StartsAt, DateTimeOffset EndsAt);

internal sealed class MissionConfiguration : IEntityTypeConfiguration<Mission>
{
    public void Configure(EntityTypeBuilder<Mission> builder)
    {
        builder.Property(m => m.Name).HasMaxLength(120);
        builder.Property(m => m.Request).HasMaxLength(500);
        builder.Property(m => m.Version).IsConcurrencyToken();
        builder.HasIndex(m => new { m.TenantId, m.EndsAt });
    }
}
