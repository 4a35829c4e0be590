using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;
using Platform.Work;
using Telemedicine.Requests;

namespace Telemedicine.Platforms;

public enum DispatchKind { Create, FetchReport, Cancel }

public enum DispatchState { Waiting, Done, Stopped, ByMail }

/// <summary>One thing to tell a platform, tried until it is done; a platform that is down loses nothing.</summary>
public sealed class Dispatch : ITenantOwned
{
    /// <summary>After this long without the platform, the mail is proposed (sheet T10).</summary>
    public static readonly TimeSpan FallbackAfter = TimeSpan.FromMinutes(30);

    private static readonly TimeSpan First = TimeSpan.FromSeconds(5), Longest = TimeSpan.FromMinutes(5);

    private Dispatch() { }

    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid RequestId { get; private init; }
    public string PlatformCode { get; private init; } = "";
    public DispatchKind Kind { get; private init; }
    public DispatchState State { get; private set; }
    public string PlatformReference { get; private set; } = "";
    public int Attempts { get; private set; }
    public DateTimeOffset? FirstFailedAt { get; private set; }
    public DateTimeOffset? NextAttemptAt { get; private set; }
    public DateTimeOffset? FallbackProposedAt { get; private set; }
    public int Version { get; private set; }

    public static Dispatch Of(TelemedicineRequest request, string platform, DateTimeOffset now, DispatchKind kind = DispatchKind.Create, string reference = "") => new()
    {
        Id = Guid.CreateVersion7(now), TenantId = request.TenantId, RequestId = request.Id, PlatformCode = platform, Kind = kind, PlatformReference = reference, NextAttemptAt = now, Version = 1,
    };

    /// <summary>This replica tells it; the others see it again once the claim lapses.</summary>
    public void Claim(DateTimeOffset now)
    {
        NextAttemptAt = now + HeldClaim.Lease;
        Version++;
    }

    /// <summary>Nothing was wrong with it.</summary>
    public void Release(DateTimeOffset now)
    {
        NextAttemptAt = now;
        Version++;
    }

    public void Succeed(string reference) => Settle(DispatchState.Done, reference);

    public void Stop() => Settle(DispatchState.Stopped, PlatformReference);

    public void GoByMail() => Settle(DispatchState.ByMail, PlatformReference);

    /// <summary>True when the mail has to be proposed now.</summary>
    public bool Fail(DateTimeOffset now)
    {
        FirstFailedAt ??= now;
        NextAttemptAt = now + TimeSpan.FromTicks(Math.Min(Longest.Ticks, First.Ticks << Math.Min(Attempts, 10)));
        Attempts++;
        Version++;
        if (FallbackProposedAt is not null || now - FirstFailedAt < FallbackAfter) return false;
        FallbackProposedAt = now;
        return true;
    }

    /// <summary>What has not left for this request does not leave; a platform that knows it is told that it is off.</summary>
    public static async Task StopAsync(TelemedicineDbContext db, TelemedicineRequest request, CancellationToken ct)
    {
        var all = await db.Dispatches.Where(d => d.RequestId == request.Id).ToListAsync(ct);
        foreach (var waiting in all.Where(d => d.State == DispatchState.Waiting)) waiting.Stop();
        if (all.Find(d => d is { Kind: DispatchKind.Create, State: DispatchState.Done }) is { } known) db.Dispatches.Add(Of(request, known.PlatformCode, known.NextAttemptAt ?? DateTimeOffset.UnixEpoch, DispatchKind.Cancel, known.PlatformReference));
    }

    private void Settle(DispatchState state, string reference)
    {
        (State, PlatformReference, NextAttemptAt) = (state, reference, null);
        Version++;
    }
}

/// <summary>A piece of news from a platform, known by its own identifier: it counts once.</summary>
public sealed class HookReceived : ITenantOwned
{
    public required Guid TenantId { get; init; }
    public required string PlatformCode { get; init; }
    public required string EventId { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }
}

internal sealed class DispatchConfiguration : IEntityTypeConfiguration<Dispatch>
{
    public void Configure(EntityTypeBuilder<Dispatch> builder)
    {
        builder.ToTable("Dispatches");
        builder.Property(d => d.PlatformCode).HasMaxLength(40);
        builder.Property(d => d.PlatformReference).HasMaxLength(80);
        builder.Property(d => d.Kind).HasConversion<string>().HasMaxLength(20);
        builder.Property(d => d.State).HasConversion<string>().HasMaxLength(20);
        builder.Property(d => d.Version).IsConcurrencyToken();
        builder.HasIndex(d => new { d.TenantId, d.RequestId });
        builder.HasIndex(d => d.NextAttemptAt).HasFilter("\"NextAttemptAt\" IS NOT NULL");
    }
}

internal sealed class HookReceivedConfiguration : IEntityTypeConfiguration<HookReceived>
{
    public void Configure(EntityTypeBuilder<HookReceived> builder)
    {
        builder.ToTable("Hooks");
        builder.HasKey(h => new { h.TenantId, h.PlatformCode, h.EventId });
        builder.Property(h => h.PlatformCode).HasMaxLength(40);
        builder.Property(h => h.EventId).HasMaxLength(80);
    }
}
