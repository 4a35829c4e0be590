using Identity.Insi;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Identity.Campaigns;

public enum CampaignState
{
    Running,
    /// <summary>Stopped by a person.</summary>
    Paused,
    /// <summary>Stopped by itself: INSi refuses our calls, and the next would be refused alike.</summary>
    Halted,
    /// <summary>Every identity is qualified or set aside.</summary>
    Finished,
    /// <summary>Given up by a person; what was found stays.</summary>
    Closed,
}

/// <summary>The qualification of many identities, one after the other. INSi forbids recovery in bulk: a campaign is a work list whose calls leave one by one, at a pace, within working hours.</summary>
public sealed class QualificationCampaign : ITenantOwned
{
    /// <summary>Unusable answers in a row after which a person must look.</summary>
    private const int FailuresBeforeHalt = 3;
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(1);

    private QualificationCampaign() { }

    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public string Name { get; private init; } = "";
    public Guid? EstablishmentId { get; private init; }
    public string LaunchedBy { get; private init; } = "";
    public Guid LaunchedBySituation { get; private init; }
    /// <summary>The human user as named to INSi.</summary>
    public string UserId { get; private init; } = "";
    public DateTimeOffset LaunchedAt { get; private init; }
    public int SecondsBetweenCalls { get; private init; }
    public TimeOnly OpensAt { get; private init; }
    public TimeOnly ClosesAt { get; private init; }
    public bool WeekDaysOnly { get; private init; }

    public CampaignState State { get; private set; }
    public string? HaltReason { get; private set; }
    public int FailuresInRow { get; private set; }
    public DateTimeOffset ResumedAt { get; private set; }
    public DateTimeOffset? NextTurnAt { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }
    public int Version { get; private set; } = 1;

    public WorkingHours Hours => new(OpensAt, ClosesAt, WeekDaysOnly);
    public bool Ended => State is CampaignState.Finished or CampaignState.Closed;

    public static QualificationCampaign Launch(Guid tenantId, NewCampaign asked, WorkingHours hours, AskedWith by, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now), TenantId = tenantId, Name = asked.Name.Trim(), EstablishmentId = asked.EstablishmentId, LaunchedBy = by.Subject, LaunchedBySituation = by.SituationId!.Value,
        UserId = by.UserId, LaunchedAt = now, SecondsBetweenCalls = asked.SecondsBetweenCalls, OpensAt = hours.OpensAt, ClosesAt = hours.ClosesAt, WeekDaysOnly = hours.WeekDaysOnly,
        State = CampaignState.Running, ResumedAt = now, NextTurnAt = now,
    };

    /// <summary>Takes the turn: the version decides between replicas, and the next call cannot leave before its time, whatever becomes of this one.</summary>
    public void TakeTurn(DateTimeOffset now) => Next(now.AddSeconds(SecondsBetweenCalls));

    /// <summary>Nothing may leave now.</summary>
    public void Wait(DateTimeOffset until) => Next(until);

    /// <summary>Everybody has been asked about; what is left is for people to do.</summary>
    public void Rest(DateTimeOffset now) => Next(now + Idle);

    public void Pause()
    {
        RequireOpen();
        (State, NextTurnAt) = (CampaignState.Paused, null);
        Version++;
    }

    public void Resume(DateTimeOffset now)
    {
        RequireOpen();
        if (State == CampaignState.Running) return;
        (State, HaltReason, FailuresInRow, ResumedAt, NextTurnAt) = (CampaignState.Running, null, 0, now, now);
        Version++;
    }

    public void Heed(InsiCall answered, bool refusedByService)
    {
        FailuresInRow = answered.State == InsiCallState.Failed ? FailuresInRow + 1 : 0;
        Version++;
        if (State != CampaignState.Running || FailuresInRow == 0 || (FailuresInRow < FailuresBeforeHalt && !refusedByService)) return;
        (State, HaltReason, NextTurnAt) = (CampaignState.Halted, answered.Advice, null);
    }

    public void Finish(DateTimeOffset now) => End(CampaignState.Finished, now);

    public void Close(DateTimeOffset now)
    {
        if (State != CampaignState.Closed) End(CampaignState.Closed, now);
    }

    private void End(CampaignState how, DateTimeOffset now)
    {
        (State, EndedAt, NextTurnAt) = (how, now, null);
        Version++;
    }

    private void Next(DateTimeOffset at)
    {
        NextTurnAt = at;
        Version++;
    }

    private void RequireOpen()
    {
        if (Ended) throw new RuleBrokenException("campaign-ended", "Cette campagne est terminée. Lancez-en une nouvelle pour les identités qui restent à qualifier.");
    }
}

internal sealed class QualificationCampaignConfiguration : IEntityTypeConfiguration<QualificationCampaign>
{
    public void Configure(EntityTypeBuilder<QualificationCampaign> builder)
    {
        builder.ToTable("Campaigns");
        builder.Ignore(c => c.Hours).Ignore(c => c.Ended);
        builder.Property(c => c.Name).HasMaxLength(120);
        builder.Property(c => c.LaunchedBy).HasMaxLength(200);
        builder.Property(c => c.UserId).HasMaxLength(200);
        builder.Property(c => c.State).HasConversion<string>().HasMaxLength(20);
        builder.Property(c => c.HaltReason).HasMaxLength(400);
        builder.Property(c => c.Version).IsConcurrencyToken();
        builder.HasIndex(c => new { c.TenantId, c.LaunchedAt });
        builder.HasIndex(c => c.NextTurnAt).HasFilter("\"NextTurnAt\" IS NOT NULL");
    }
}
