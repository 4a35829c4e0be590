using System.Text.Json;
using Contracts.Identity;
using Microsoft.EntityFrameworkCore;
using Platform;
using Telemedicine.Requests;

namespace Telemedicine.Platforms;

/// <summary>Gathers what a platform is told, at the moment it is told: consent is asked again just before.</summary>
public sealed class ContextAssembly(TelemedicineDbContext db, ConsentClient consent, IdentityClient identities, DirectoryClient directory, RequestViewing viewing, IConfiguration configuration)
{
    /// <summary>Null when consent no longer allows it; the refusal is in the access trail.</summary>
    public async Task<ActContext?> GatherAsync(TelemedicineRequest request, PlatformAdapter platform, string purpose, Guid situation, string? returnUrl, CancellationToken ct)
    {
        var reason = request.Emergency ? ConsentClient.Emergency : ConsentClient.Coordination;
        var verdict = await consent.AskAsync(situation, request.UsagerId, request.EstablishmentId, "C", ct, reason);
        db.Audit(new("telemedicine.send", "telemedicine-request", request.Id.ToString())
        {
            Category = ConsentClient.Category, UsagerId = request.UsagerId, Outcome = verdict.Allowed ? "allowed" : "refused", ReasonCode = verdict.ReasonCode, RuleIds = verdict.RuleIds, Purpose = reason,
        });
        if (!verdict.Allowed) return null;

        var person = platform.Settings.EntitledToIns ? await identities.FindAsync(request.UsagerId, ct) : null;
        var by = await directory.FindSituationAsync(situation, ct);
        var house = await directory.FindEstablishmentAsync(request.EstablishmentId, ct);
        var issuer = (configuration["Telemedicine:PublicAddress"] ?? configuration["Platform:Issuer"] ?? "").TrimEnd('/');
        return new(request.TenantId, request.Id, request.Reference, request.Act.ToString(), request.UseCaseCode, request.Emergency, house?.FinessEt ?? "", purpose,
            by is null ? null : new(by.NationalId, $"{by.GivenName} {by.FamilyName}".Trim(), by.Function), returnUrl, platform.Can(Capabilities.StatusWebhook) ? $"{issuer}/hooks/telemedicine/{platform.Code}" : null,
            person is null ? null : Person(person), await AnswersAsync(request, ct), request.WishedDates);
    }

    /// <summary>The request as a document says it.</summary>
    public async Task<IReadOnlyList<DocumentPart>> SectionsAsync(TelemedicineRequest request, CancellationToken ct) =>
    [
        new("Demande", [$"Référence {request.Reference}", $"Acte : {request.UseCaseCode}{(request.Emergency ? ", urgent" : "")}", "Répondez à ce message en gardant la référence dans l'objet ; joignez le compte rendu (85208-7)."]),
        .. (await AnswersAsync(request, ct)).Select(a => new DocumentPart(a.Question, [a.Answer])),
    ];

    // Only a qualified identity gives its INS; traits go with it or alone.
    private static ContextPerson Person(UsagerIdentity i) => new(i.Status == "QUAL" ? i.Matricule : "", i.Status == "QUAL" ? i.Oid : "", i.BirthName, i.FirstBirthName, i.Sex, i.BirthDate, i.BirthPlace);

    private async Task<IReadOnlyList<ContextAnswer>> AnswersAsync(TelemedicineRequest request, CancellationToken ct)
    {
        var form = (await db.UseCases.AsNoTracking().SingleAsync(u => u.Id == request.UseCaseId, ct)).FormOf(request.FormNumber);
        var answers = viewing.Answers(request);
        return [.. form.Fields.Where(f => answers.ContainsKey(f.Key)).Select(f => new ContextAnswer(f.Label, Text(answers[f.Key])))];
    }

    internal static string Text(JsonElement value) => value.ValueKind switch { JsonValueKind.True => "oui", JsonValueKind.False => "non", JsonValueKind.String => value.GetString()!, JsonValueKind.Null => "", _ => value.GetRawText() };
}
