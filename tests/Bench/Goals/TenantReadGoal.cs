using Bench.Load;
using Bench.Measuring;
using Bench.Rows;
using Bench.Servers;

namespace Bench.Goals;

/// <summary>What the tenant filter costs a page of 50, against the same page whose query names the tenant itself.</summary>
internal sealed class TenantReadGoal() : Goal("P11", "tenant-filtered read ÷ same query without the filter, SQLite")
{
    private const int Tenants = 20, RowsEach = 500;

    protected override async Task<Measured> MeasureAsync(BenchRun bench)
    {
        var issuer = bench.Own(await Issuer.StartAsync());
        await using var inside = await InProcess.StartAsync(issuer, Path.Combine(bench.Folder, "rows.db"));
        var tenants = Enumerable.Range(0, Tenants).Select(_ => Guid.CreateVersion7()).ToArray();
        foreach (var tenant in tenants) await inside.InTenantAsync(tenant, (db, clock) => FillAsync(db, clock, tenant));

        var turn = 0;
        Guid Next() => tenants[Interlocked.Increment(ref turn) % Tenants];
        var shots = await bench.RoundsAsync(
            new("without the filter", length => Callers.ShootAsync(1, length, () => TimeSpan.Zero, () => { var tenant = Next(); return inside.InTenantAsync(tenant, async (db, _) => Check(await RowsEndpoints.PageUnfiltered(db, tenant, default), tenant)); })),
            new("filtered", length => Callers.ShootAsync(1, length, () => TimeSpan.Zero, () => { var tenant = Next(); return inside.InTenantAsync(tenant, async (db, _) => Check(await RowsEndpoints.Page(db, default), tenant)); })));
        return new(shots, [Finding.Higher("pages/s", shots["filtered"].PerSecond / shots["without the filter"].PerSecond, 0.9, 0.95)]);
    }

    private static void Check(List<Row> page, Guid tenant)
    {
        if (page.Count != 50 || page.Any(row => row.TenantId != tenant)) throw new InvalidOperationException("A page held another tenant's rows.");
    }

    private static async Task FillAsync(RowsDbContext db, TimeProvider clock, Guid tenant)
    {
        for (var i = 0; i < RowsEach; i++) db.Rows.Add(new() { Id = Guid.CreateVersion7(), TenantId = tenant, Kind = "visit", At = clock.GetUtcNow().AddSeconds(i), Payload = RowWritten.Filler });
        await db.SaveChangesAsync();
    }
}
