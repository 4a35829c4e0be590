using Microsoft.EntityFrameworkCore;
using Platform;

namespace Bench.Rows;

/// <summary>A command and a query as services write them.</summary>
internal static class RowsEndpoints
{
    public static void MapRows(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/rows", Write).RequireAuthorization("bench:write");
        routes.MapGet("/rows", Page).RequireAuthorization("bench:write");
    }

    public static async Task<Guid> Write(RowsDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var row = new Row { Id = Guid.CreateVersion7(), TenantId = db.TenantId, Kind = "visit", At = clock.GetUtcNow(), Payload = RowWritten.Filler };
        db.Rows.Add(row);
        db.Publish(RowWritten.Topic, new RowWritten(row.Id, row.At, RowWritten.Filler), row.Id);
        await db.SaveChangesAsync(ct);
        return row.Id;
    }

    public static Task<List<Row>> Page(RowsDbContext db, CancellationToken ct) =>
        db.Rows.AsNoTracking().OrderBy(row => row.At).Take(50).ToListAsync(ct);

    /// <summary>The same page with the tenant named by the query alone.</summary>
    public static Task<List<Row>> PageUnfiltered(RowsDbContext db, Guid tenant, CancellationToken ct) =>
        db.Rows.IgnoreQueryFilters([TenantDbContext.TenantFilter]).AsNoTracking().Where(row => row.TenantId == tenant).OrderBy(row => row.At).Take(50).ToListAsync(ct);
}
