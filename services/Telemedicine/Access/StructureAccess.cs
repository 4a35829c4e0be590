using Contracts.Directory;
using Platform;

namespace Telemedicine.Access;

/// <summary>Who may set up telemedicine in a house: no person's data is at stake, so the function decides.</summary>
public sealed class StructureAccess(TelemedicineDbContext db, DirectoryClient directory, Caller caller)
{
    private static readonly HashSet<string> Setters = new(StringComparer.Ordinal) { "medecin-coordonnateur", "directeur", "chef-de-service" };
    private static readonly HashSet<string> Keepers = new(StringComparer.Ordinal) { "medecin-coordonnateur", "directeur", "chef-de-service", "ide", "admin-technique", "equipe-mobile" };

    /// <summary>Settles use cases, leads and prerequisites.</summary>
    public Task RequireSetterAsync(Guid establishment, string act, CancellationToken ct) => RequireAsync(establishment, Setters, act, ct);

    /// <summary>Keeps the equipment, the requis and their vacations.</summary>
    public Task RequireKeeperAsync(Guid establishment, string act, CancellationToken ct) => RequireAsync(establishment, Keepers, act, ct);

    /// <summary>Works in the establishment, whatever the function.</summary>
    public async Task<Situation> RequireMemberAsync(Guid establishment, CancellationToken ct)
    {
        var situation = await CurrentAsync(ct);
        var here = situation.EstablishmentId.Length == 0 || situation.EstablishmentId == establishment.ToString();
        if (!here || situation.TenantId.Length > 0 && situation.TenantId != db.TenantId.ToString()) throw new NotFoundException();
        return situation;
    }

    public async Task<Situation> CurrentAsync(CancellationToken ct) =>
        caller.SituationId is { } id && await directory.FindSituationAsync(id, ct) is { Active: true } situation ? situation
            : throw new ForbiddenException("no-situation", "Votre session ne désigne aucune situation de travail. Reconnectez-vous et choisissez-en une.");

    private async Task RequireAsync(Guid establishment, HashSet<string> functions, string act, CancellationToken ct)
    {
        var situation = await RequireMemberAsync(establishment, ct);
        var allowed = functions.Contains(situation.Function);
        db.Audit(new(act, "establishment", establishment.ToString()) { Category = ConsentClient.Category, Outcome = allowed ? "allowed" : "refused", ReasonCode = allowed ? "ALLOW" : "DENY_PROFILE" });
        if (allowed) return;
        await db.SaveChangesAsync(ct);
        throw new ForbiddenException("setup-not-allowed", $"La fonction « {situation.FunctionLabel} » ne règle pas la télémédecine de l'établissement. Demandez au médecin coordonnateur ou à la direction.");
    }
}
