using System.Text.Json;
using Contracts.Identity;
using Microsoft.EntityFrameworkCore;
using Telemedicine.Following;
using Telemedicine.Requests;
using Telemedicine.Sealing;

namespace Telemedicine.Reports;

/// <summary>A report as it came.</summary>
/// <param name="Origin">api, mssante or upload.</param>
public sealed record IncomingReport(string Origin, string UniqueId, byte[] Cda, byte[] Pdf);

/// <summary>Takes a report whatever its way: the request it answers and the person it is about must both be the right ones, else it is held apart and nothing leaves.</summary>
public sealed class TakeReport(TelemedicineDbContext db, IdentityClient identities, ClinicalSeal seal, TimeProvider clock)
{
    /// <summary>The report, new or already known; the caller saves.</summary>
    public async Task<ActReport> TakeAsync(TelemedicineRequest request, IncomingReport incoming, CancellationToken ct)
    {
        if (await db.Reports.SingleOrDefaultAsync(r => r.UniqueId == incoming.UniqueId, ct) is { } known) return known;
        var now = clock.GetUtcNow();
        var cda = CdaReport.Read(incoming.Cda);
        var pdf = incoming.Pdf.Length > 0 ? incoming.Pdf : cda?.Pdf ?? [];
        var fault = Fault(request, cda, pdf, await identities.FindAsync(request.UsagerId, ct));
        var id = Guid.CreateVersion7(now);
        var report = ActReport.Receive(db.TenantId, id, request.Id, incoming.Origin, incoming.UniqueId, seal.Close(db.TenantId, id, pdf), seal.Close(db.TenantId, id, JsonSerializer.SerializeToUtf8Bytes(cda?.Lines ?? [])), fault, now);
        db.Reports.Add(report);
        db.Audit(new("telemedicine.report-receive", "telemedicine-request", request.Id.ToString()) { Category = ConsentClient.Category, UsagerId = request.UsagerId, Outcome = fault is null ? "allowed" : "refused", ReasonCode = fault ?? "" });
        if (fault is null) db.Tell(request, request.ReceiveReport(now), null);
        else db.Ask(seal, request, "report-quarantined", "referent-identitovigilance", $"Un compte rendu reçu pour {request.Reference} est retenu ({fault}) : vérifiez l'identité, puis redemandez-le au requis.", now.AddHours(24), now);
        return report;
    }

    private static string? Fault(TelemedicineRequest request, CdaReport? cda, byte[] pdf, UsagerIdentity? person)
    {
        if (cda is null) return "unreadable";
        if (cda.TypeCode != CdaReport.TelemedicineReport) return "wrong-type";
        if (cda.Reference.Length > 0 && cda.Reference != request.Reference) return "request-mismatch";
        if (person is null) return "person-unknown";
        if (person.Status == "QUAL" ? cda.Matricule != person.Matricule : cda.Matricule.Length > 0) return "ins-mismatch";
        if (!SameTraits(cda, person)) return "traits-mismatch";
        if (!RequestLife.MayMove(request.Act, request.State, RequestState.ReportReceived)) return "not-awaited";
        return pdf.AsSpan().StartsWith("%PDF-"u8) ? null : "no-pdf";
    }

    private static bool SameTraits(CdaReport cda, UsagerIdentity person) => Fold(cda.BirthName) == Fold(person.BirthName) && Fold(cda.FirstName) == Fold(person.FirstBirthName)
        && cda.BirthDate.Length >= 8 && cda.BirthDate[..8] == person.BirthDate.Replace("-", "", StringComparison.Ordinal) && cda.Sex.Length > 0 && cda.Sex[..1].Equals(person.Sex, StringComparison.OrdinalIgnoreCase);

    private static string Fold(string trait) => string.Concat(trait.ToUpperInvariant().Select(Plain)).Trim();

    private static char Plain(char c) => c switch
    {
        'À' or 'Á' or 'Â' or 'Ä' or 'Ã' => 'A', 'Ç' => 'C', 'È' or 'É' or 'Ê' or 'Ë' => 'E', 'Ì' or 'Í' or 'Î' or 'Ï' => 'I', 'Ñ' => 'N', 'Ò' or 'Ó' or 'Ô' or 'Ö' or 'Õ' => 'O', 'Ù' or 'Ú' or 'Û' or 'Ü' => 'U', 'Ÿ' => 'Y',
        '-' or '\'' => ' ', _ => c,
    };
}
