using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Consent.Delegations;

/// <summary>A professional entrusts tasks to another for a time; never an identity, never what was entrusted to them.</summary>
public sealed class Delegation : ITenantOwned
{
    private Delegation() { }
    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid FromSituationId { get; private init; }
    public Guid ToSituationId { get; private init; }

    /// <summary>Category and actions: <c>AGE:CRU</c>.</summary>
    public List<string> Tasks { get; private init; } = [];

    public string Reason { get; private init; } = "";
    public DateTimeOffset StartsAt { get; private init; }
    public DateTimeOffset EndsAt { get; private init; }
    public DateTimeOffset? EndedAt { get; private set; }

    public static Delegation Give(Guid tenantId, Guid from, DelegationFacts facts, DateTimeOffset now)
    {
        if (facts.To == from) throw new BadInputException("delegation-self", "On ne se délègue pas une tâche à soi-même : choisissez un collègue.");
        var starts = facts.From ?? now;
        if (facts.Until <= starts || facts.Until > starts.AddMonths(3)) throw new BadInputException("delegation-period", "Une délégation a une fin, dans les trois mois au plus. Corrigez les dates.");
        foreach (var task in facts.Tasks)
            if (task.Actions.Any(action => !MayBeDelegated(task.Category, action)))
                throw new BadInputException("not-delegable", "Prescrire, recevoir un refus ou un retrait de consentement et ouvrir un dossier en urgence ne se délèguent pas. Retirez-les de la délégation.");
        return new()
        {
            Id = Guid.CreateVersion7(now), TenantId = tenantId, FromSituationId = from, ToSituationId = facts.To, Tasks = [.. facts.Tasks.Select(task => $"{task.Category}:{task.Actions}")],
            Reason = facts.Reason, StartsAt = starts, EndsAt = facts.Until,
        };
    }

    public void End(DateTimeOffset now)
    {
        if (EndedAt is not null || EndsAt <= now) throw new RuleBrokenException("delegation-ended", "Cette délégation est déjà terminée. Rafraîchissez la liste.");
        EndedAt = now;
    }

    internal bool Covers(string category, char action, DateTimeOffset now) =>
        EndedAt is null && StartsAt <= now && now < EndsAt && Tasks.Exists(task => task.StartsWith(category, StringComparison.Ordinal) && task.IndexOf(action, 4) > 0);

    // Validating MED is prescribing; changing JUR is receiving a will.
    private static bool MayBeDelegated(string category, char action) => (category, action) is not (("MED", 'V') or ("JUR", 'C' or 'U' or 'V') or ("LOG", _));
}

public sealed record DelegatedTask(string Category, string Actions);

public sealed record DelegationFacts(Guid To, IReadOnlyList<DelegatedTask> Tasks, string Reason, DateTimeOffset? From, DateTimeOffset Until);

internal sealed class DelegationConfiguration : IEntityTypeConfiguration<Delegation>
{
    public void Configure(EntityTypeBuilder<Delegation> builder)
    {
        builder.Property(d => d.Reason).HasMaxLength(300);
        builder.Property(d => d.EndedAt).IsConcurrencyToken();
        builder.HasIndex(d => new { d.TenantId, d.ToSituationId });
    }
}
