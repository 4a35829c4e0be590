using Agenda.Calendars;
using Agenda.Tests.Daily;
using Microsoft.EntityFrameworkCore;
using Testing;

namespace Agenda.Tests.Booking;

/// <summary>The watch over ADR 24 sees what it is there to see.</summary>
public sealed class TakenFirstTests(DayApi api) : IClassFixture<DayApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stretch_cannot_be_added_to_a_calendar_that_was_not_taken()
    {
        var (taken, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());

        await Assert.ThrowsAsync<InvalidOperationException>(() => AddAsync([], taken));
        await Assert.ThrowsAsync<InvalidOperationException>(() => AddAsync([taken], other));
        await AddAsync([taken], taken);

        Assert.Equal(2, api.Taken.Breaches.Count(breach => breach.Contains(taken.ToString(), StringComparison.Ordinal) || breach.Contains(other.ToString(), StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Stretches_cannot_be_removed_in_bulk_before_calendars_are_taken() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => api.WithDbAsync(db => db.BusyTimes.Where(b => b.SourceId == Guid.Empty).ExecuteDeleteAsync(Ct)));

    private Task<int> AddAsync(Guid[] take, Guid calendar) => api.WithDbAsync(async db =>
    {
        await using var transaction = await db.Database.BeginTransactionAsync(Ct);
        await Calendar.TakeAsync(db, take.Select(id => new CalendarRef(CalendarKind.Usager, id)), Ct);
        db.BusyTimes.Add(Busy.For(db.TenantId, calendar, DayApi.Paris(2026, 5, 4, 10), DayApi.Paris(2026, 5, 4, 11), BusyNature.DeclaredConstraint, Guid.CreateVersion7()));
        var written = await db.SaveChangesAsync(Ct);
        await transaction.CommitAsync(Ct);
        return written;
    });
}
