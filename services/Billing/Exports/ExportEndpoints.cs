using System.Security.Cryptography;
using System.Text;
using Billing.Ledger;
using Billing.Rights;
using Billing.Rules;
using Contracts.Billing;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Billing.Exports;

public sealed record ExportView(Guid Id, Guid EstablishmentId, string Period, int Number, int Events, decimal Amount, string Sha256, DateTimeOffset ExportedAt)
{
    public static ExportView Of(AccountingExport e) => new(e.Id, e.EstablishmentId, e.Month, e.Number, e.Events, e.Amount, e.Sha256, e.ExportedAt);
}

public static class ExportEndpoints
{
    public static void MapExports(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/establishments/{id:guid}/periods/{period}/exports", Export).WithTags("Exports").RequireAuthorization("billing:write").ProducesProblem(401).ProducesProblem(404).ProducesProblem(409);
        routes.MapGet("/establishments/{id:guid}/exports", List).WithTags("Exports").RequireAuthorization("billing:read").ProducesProblem(404);
        routes.MapGet("/exports/{id:guid}/journal", Read).WithTags("Exports").RequireAuthorization("billing:read").ProducesProblem(401).ProducesProblem(404).Produces<string>(200, "text/csv");
    }

    /// <summary>Hands the confirmed lines of a period to the accounting: from now on they can only be reversed. A later export holds only what is new.</summary>
    private static async Task<Created<ExportView>> Export(Guid id, string period, BillingDbContext db, BillingRights rights, Accounts accounts, TimeProvider clock, CancellationToken ct)
    {
        var month = Month.Read(period).ToString();
        await rights.RequireEstablishmentAsync(id, BillingRights.Accounting, "month.export", ct);
        var waiting = db.Events.Where(e => e.EstablishmentId == id && e.Period == month && e.Status == EventStatus.Confirmed);
        var visible = await rights.KeepAsync(await waiting.Select(e => e.UsagerId).Distinct().ToListAsync(ct), id, "X", ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var lines = await waiting.OrderBy(e => e.Sequence).ToListAsync(ct);
        lines.RemoveAll(l => !visible.Contains(l.UsagerId));
        if (lines.Count == 0) throw new RuleBrokenException("nothing-to-export", "Aucune ligne confirmée n'attend d'être exportée pour cette période. Confirmez d'abord le mois.");

        var now = clock.GetUtcNow();
        var number = 1 + await db.Exports.CountAsync(e => e.EstablishmentId == id && e.Month == month, ct);
        var export = AccountingExport.Of(Guid.CreateVersion7(now), db.TenantId, id, month, number, lines.Count, Journal.Of(lines), Digest(new Journal(accounts).Write(month, number, lines)), rights.Situation, now);
        foreach (var line in lines) line.Export(export.Id);
        db.Exports.Add(export);
        db.Publish(BillingExported.Topic, new BillingExported(export.Id, id, month, export.Events, export.Amount, now), export.Id);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return TypedResults.Created($"/exports/{export.Id}", ExportView.Of(export));
    }

    /// <summary>What was exported when and for how much, no journal: an export with a person the caller may not see is neither shown nor counted.</summary>
    private static async Task<Ok<List<ExportView>>> List(Guid id, BillingDbContext db, BillingRights rights, CancellationToken ct)
    {
        await rights.RequireEstablishmentAsync(id, BillingRights.Accounting, "export.list", ct);
        var exports = await db.Exports.AsNoTracking().Where(e => e.EstablishmentId == id).OrderBy(e => e.Month).ThenBy(e => e.Number).ToListAsync(ct);
        var named = await db.Events.AsNoTracking().Where(e => e.EstablishmentId == id && e.ExportId != null).Select(e => new { e.ExportId, e.UsagerId }).Distinct().ToListAsync(ct);
        var visible = await rights.KeepAsync(named.ConvertAll(n => n.UsagerId), id, "R", ct);
        var closed = named.Where(n => !visible.Contains(n.UsagerId)).Select(n => n.ExportId).ToHashSet();
        exports.RemoveAll(e => closed.Contains(e.Id));
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(exports.ConvertAll(ExportView.Of));
    }

    /// <summary>The journal again, byte for byte, or a refusal: part of a journal does not balance with its books.</summary>
    private static async Task<FileContentHttpResult> Read(Guid id, BillingDbContext db, BillingRights rights, Accounts accounts, CancellationToken ct)
    {
        var export = await db.Exports.AsNoTracking().SingleOrDefaultAsync(e => e.Id == id, ct) ?? throw await rights.MissingAsync("export.read", "export", id, ct);
        await rights.RequireEstablishmentAsync(export.EstablishmentId, BillingRights.Accounting, "export.read", ct);
        var lines = await db.Events.AsNoTracking().Where(e => e.EstablishmentId == export.EstablishmentId && e.Period == export.Month && e.ExportId == id).OrderBy(e => e.Sequence).ToListAsync(ct);
        var usagers = lines.Select(l => l.UsagerId).Distinct().ToList();
        if ((await rights.KeepAsync(usagers, export.EstablishmentId, "X", ct)).Count < usagers.Count) throw await rights.MissingAsync("export.read", "export", id, ct);
        var text = new Journal(accounts).Write(export.Month, export.Number, lines);
        if (Digest(text) != export.Sha256) throw new RuleBrokenException("export-altered", "Le journal ne correspond plus à l'empreinte gardée lors de l'export. Prévenez l'administrateur avant de l'utiliser.");
        await db.SaveChangesAsync(ct);
        return TypedResults.File(Encoding.UTF8.GetBytes(text), "text/csv; charset=utf-8", $"journal-{export.Month}-{export.Number:00}.csv");
    }

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
