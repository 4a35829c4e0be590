using Documents.Records;
using Platform;

namespace Documents.Dmp.Habilitation;

/// <summary>
/// The matrix applied here, before any call leaves: the DMP would sort too, but what a profession may not reach is not even asked for.
/// Consent's obligations on a cell of the house's own matrix are honoured in the same place, and one that is not known forbids.
/// </summary>
public sealed class DmpHabilitation(DmpMatrix matrix, DirectoryClient directory)
{
    public const string Rule = "DMP-MATRIX";

    public string Version => matrix.Version;

    /// <summary>Which documents the professional reaches, as far as consent's answer lets the matrix speak.</summary>
    public DmpReach ReachOf(Signatory who, DmpAct act, IReadOnlyList<string> obligations)
    {
        var row = matrix.RowOf(who.Profession, who.Function);
        var views = obligations.Where(o => o.StartsWith("view:", StringComparison.Ordinal)).Select(o => o[5..]).ToList();
        var known = views.TrueForAll(view => view is "dmp-matrix" or "own-rights" or "administrative");
        return new(who, act, known ? row?.Of(act) : null, views.Contains("administrative"), $"{Rule}-{matrix.Version}-{row?.Name ?? "none"}");
    }

    /// <summary>Why this document may not be left in the DMP by who asks for it, or null. What a software asks for is left by the professional who validated it.</summary>
    public async Task<DmpReach> DepositReachAsync(HealthDocument document, Guid requestedBy, IReadOnlyList<string> obligations, CancellationToken ct) =>
        ReachOf(await DepositorAsync(document, requestedBy, ct), DmpAct.Deposit, obligations);

    public async Task<Signatory> DepositorAsync(HealthDocument document, Guid requestedBy, CancellationToken ct)
    {
        var signatory = await directory.FindSignatoryAsync(requestedBy, ct);
        if (signatory is not { Active: true }) throw new RuleBrokenException("requester-inactive", "La situation du professionnel qui a demandé l'envoi est terminée : relancez-le en votre nom.");
        return signatory.Human ? signatory : await directory.FindSignatoryAsync(document.ValidatorSituationId ?? requestedBy, ct) ?? signatory;
    }
}

/// <summary>The types one professional reaches for one act.</summary>
/// <param name="Types">Null: none.</param>
/// <param name="Rule">Named in the audit trail: the edition of the matrix and its row.</param>
public sealed record DmpReach(Signatory Who, DmpAct Act, DmpTypes? Types, bool AdministrativeOnly, string Rule)
{
    public bool Holds(DocumentType type) => Types?.Holds(type.Code) == true && (!AdministrativeOnly || type.Class == "95");

    /// <summary>The types to ask the registry for; null when all are asked for and what comes is sorted here.</summary>
    public IReadOnlyList<string>? Listed => AdministrativeOnly ? [.. DocumentType.All.Where(Holds).Select(t => t.Code)] : Types is null ? [] : Types.Listed;

    public void Require(DocumentType type)
    {
        if (!Holds(type)) throw Refusal(type);
    }

    public ForbiddenException Refusal(DocumentType type) => new("dmp-type-forbidden", Sentence(type));

    public string Sentence(DocumentType type) => Act == DmpAct.Read
        ? $"La matrice d'habilitation du DMP n'ouvre pas le type « {type.Label} » à votre profession ({Who.Calling}). Demandez l'information à un médecin ou à un infirmier de l'équipe, ou cherchez un autre type de document."
        : $"La matrice d'habilitation du DMP ne permet pas à votre profession ({Who.Calling}) de déposer le type « {type.Label} ». Faites-le déposer par un médecin ou un infirmier de l'équipe, ou envoyez-le par MSSanté.";
}
