using Agenda.Activities;
using Agenda.Calendars;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Agenda.Constraints;

public enum Certainty { Certain, Probable }

/// <summary>Something a usager has outside: school, an appointment, a family weekend. Said by the person, the family or the team.</summary>
public sealed class ExternalConstraint : ITenantOwned
{
    private ExternalConstraint() { }

    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid UsagerId { get; private init; }

    /// <summary>What it is, for the team; another relative reads « indisponible ».</summary>
    public string Label { get; private init; } = "";

    /// <summary>Subject of the account that entered it.</summary>
    public string Author { get; private init; } = "";

    /// <summary>pro, person, relative or system.</summary>
    public string AuthorKind { get; private init; } = "";

    /// <summary>portal, phone, oral, mail, paper.</summary>
    public string Channel { get; private init; } = "";

    public Certainty Certainty { get; private init; }

    /// <summary>With its proof: it cannot be bent.</summary>
    public bool Justified { get; private init; }

    public DateOnly FirstDay { get; private init; }
    public TimeOnly StartTime { get; private init; }
    public int Minutes { get; private init; }
    public string Zone { get; private init; } = WallTime.Paris;
    public string? Rule { get; private init; }

    /// <summary>Last day it is valid; a rule without an end asks for one.</summary>
    public DateOnly ValidUntil { get; private init; }

    public DateTimeOffset EnteredAt { get; private init; }
    public DateTimeOffset? WithdrawnAt { get; private set; }

    public static ExternalConstraint Of(Guid tenantId, ConstraintDraft draft, string author, string authorKind, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now), TenantId = tenantId, UsagerId = draft.UsagerId, Label = draft.Label, Author = author, AuthorKind = authorKind, Channel = draft.Channel, Certainty = draft.Certainty,
        Justified = draft.Justified, FirstDay = draft.FirstDay, StartTime = draft.StartTime, Minutes = draft.Minutes, Zone = draft.Zone, Rule = draft.Rule?.ToString(), ValidUntil = draft.ValidUntil, EnteredAt = now,
    };

    /// <summary>The stretches it takes in the person's calendar.</summary>
    public IEnumerable<Busy> Stretches()
    {
        var zone = WallTime.Zone(Zone);
        var days = Rule is null ? [FirstDay] : Recurrence.Parse(Rule).From(FirstDay, ValidUntil);
        foreach (var day in days)
        {
            var start = WallTime.At(day, StartTime, zone);
            yield return Busy.For(TenantId, UsagerId, start, start.AddMinutes(Minutes), Justified ? BusyNature.JustifiedConstraint : BusyNature.DeclaredConstraint, Id);
        }
    }

    public void Withdraw(DateTimeOffset now)
    {
        if (WithdrawnAt is not null) throw new RuleBrokenException("constraint-withdrawn", "Cette contrainte est déjà retirée. Rechargez l'agenda.");
        WithdrawnAt = now;
    }
}

public sealed record ConstraintDraft(Guid UsagerId, string Label, string Channel, Certainty Certainty, bool Justified, DateOnly FirstDay, TimeOnly StartTime, int Minutes, string Zone, Recurrence? Rule, DateOnly ValidUntil);

internal sealed class ExternalConstraintConfiguration : IEntityTypeConfiguration<ExternalConstraint>
{
    public void Configure(EntityTypeBuilder<ExternalConstraint> builder)
    {
        builder.Property(c => c.Label).HasMaxLength(120);
        builder.Property(c => c.Author).HasMaxLength(100);
        builder.Property(c => c.AuthorKind).HasMaxLength(10);
        builder.Property(c => c.Channel).HasMaxLength(10);
        builder.Property(c => c.Certainty).HasConversion<string>().HasMaxLength(10);
        builder.Property(c => c.Zone).HasMaxLength(40);
        builder.Property(c => c.Rule).HasMaxLength(200);
        builder.HasIndex(c => new { c.TenantId, c.UsagerId });
    }
}
