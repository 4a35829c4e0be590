using Agenda.Occurrences;
using Contracts.Billing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Agenda.Attendances;

/// <summary>A month that billing has closed for a house: what is captured for it afterwards is a late correction, with its reason.</summary>
public sealed class ClosedPeriod : ITenantOwned
{
    private ClosedPeriod() { }

    public Guid TenantId { get; private init; }
    public Guid EstablishmentId { get; private init; }

    /// <summary>yyyy-MM.</summary>
    public string Period { get; private init; } = "";

    public bool Closed { get; private set; }

    /// <summary>When it was closed or opened again; an older fact is late and changes nothing.</summary>
    public DateTimeOffset At { get; private set; }

    public static async Task Follow(PeriodClosed fact, AgendaDbContext db, CancellationToken ct)
    {
        var known = await db.ClosedPeriods.SingleOrDefaultAsync(p => p.EstablishmentId == fact.EstablishmentId && p.Period == fact.Period, ct);
        if (known is null) db.ClosedPeriods.Add(known = new() { TenantId = db.TenantId, EstablishmentId = fact.EstablishmentId, Period = fact.Period });
        if (known.At <= fact.ClosedAt) (known.Closed, known.At) = (!fact.Reopened, fact.ClosedAt);
    }

    /// <summary>Of these occurrences, those whose month is closed.</summary>
    public static async Task<HashSet<Guid>> AmongAsync(AgendaDbContext db, IReadOnlyCollection<Occurrence> occurrences, CancellationToken ct)
    {
        var houses = occurrences.Select(o => o.EstablishmentId).Distinct().ToList();
        var closed = await db.ClosedPeriods.AsNoTracking().Where(p => p.Closed && houses.Contains(p.EstablishmentId)).Select(p => new { p.EstablishmentId, p.Period }).ToListAsync(ct);
        return [.. occurrences.Where(o => closed.Exists(p => p.EstablishmentId == o.EstablishmentId && p.Period == Of(o.Day))).Select(o => o.Id)];
    }

    private static string Of(DateOnly day) => day.ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture);
}

internal sealed class ClosedPeriodConfiguration : IEntityTypeConfiguration<ClosedPeriod>
{
    public void Configure(EntityTypeBuilder<ClosedPeriod> builder)
    {
        builder.HasKey(p => new { p.TenantId, p.EstablishmentId, p.Period });
        builder.Property(p => p.Period).HasMaxLength(7);
    }
}
