using Contracts.Consent;
using Contracts.Directory;
using Grpc.Core;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Audit.Trail;

/// <summary>The person, or who represents her, sees who opened her file: when, in which function, what and why. Names follow the organisation's policy.</summary>
internal static class WhoSaw
{
    private const int PageSize = 100;

    public static void MapWhoSaw(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/who-saw", List).RequireAuthorization("audit:read").WithTags("Traces").ProducesProblem(400).ProducesProblem(404)
            .WithSummary("Qui a vu mes données ? Pour la personne et ses représentants (100 au plus ; suite par before)");

    private static async Task<Results<Ok<List<SeenView>>, NotFound>> List(Guid usagerId, Guid? before, Caller caller, Decisions.DecisionsClient decisions, DirectoryLookup.DirectoryLookupClient directory,
        AuditDbContext db, IConfiguration configuration, CancellationToken ct)
    {
        var allowed = caller.Kind is "person" or "relative" && (await decisions.AuthorizeAsync(new()
        {
            UsagerId = usagerId.ToString(), Category = "LOG", Action = "R", Aspect = "who-saw", Purpose = "access", CallerKind = caller.Kind, Caller = caller.Subject,
        }, cancellationToken: ct)).Allowed;
        db.Audit(new("trail.who-saw", "usager", usagerId.ToString()) { Category = "LOG", UsagerId = usagerId, Outcome = allowed ? "allowed" : "refused", Purpose = "access" });
        await db.SaveChangesAsync(ct);
        if (!allowed) return TypedResults.NotFound();

        // What failed or was refused showed nothing to anybody; what the platform does for itself is not somebody's look.
        var lines = db.Lines.AsNoTracking().Where(line => line.UsagerId == usagerId && line.Outcome == "allowed" && line.Kind != "system");
        if (before is { } last) lines = lines.Where(line => line.Id < last);
        var page = await lines.OrderByDescending(line => line.Id).Take(PageSize).ToListAsync(ct);

        var situations = new Dictionary<Guid, Situation?>();
        foreach (var id in page.Select(line => line.SituationId).OfType<Guid>().Distinct()) situations[id] = await FindAsync(directory, id, ct);
        var names = configuration.GetValue("Audit:WhoSaw:Names", false);
        return TypedResults.Ok(page.ConvertAll(line => SeenView.Of(line, line.SituationId is { } id ? situations[id] : null, names)));
    }

    private static async Task<Situation?> FindAsync(DirectoryLookup.DirectoryLookupClient directory, Guid id, CancellationToken ct)
    {
        try
        {
            return await directory.GetSituationAsync(new() { SituationId = id.ToString() }, cancellationToken: ct);
        }
        catch (RpcException gone) when (gone.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
    }
}

/// <param name="Who">Function and establishment; the name before them when the organisation shows names.</param>
internal sealed record SeenView(Guid Id, DateTimeOffset OccurredAt, string Who, string What, string Why, bool Emergency)
{
    public static SeenView Of(AccessLine line, Situation? situation, bool names) =>
        new(line.Id, line.OccurredAt, Reader(line, situation, names), Act(line.Category, line.Action), Reason(line), InEmergency(line));

    private static string Reader(AccessLine line, Situation? situation, bool names) => (line.Kind, situation) switch
    {
        ("person", _) => "Vous-même",
        ("relative", _) => "Un proche que vous avez autorisé",
        (_, null) => "Un professionnel de l'établissement",
        (_, { } known) => (names ? $"{known.GivenName} {known.FamilyName}, " : "") + known.FunctionLabel + (known.EstablishmentName.Length > 0 ? $", {known.EstablishmentName}" : ""),
    };

    private static bool InEmergency(AccessLine line) => line.Action.StartsWith("break-glass", StringComparison.Ordinal) || line.Rules.Contains("BREAK-GLASS", StringComparison.Ordinal);

    private static string Reason(AccessLine line) => InEmergency(line) ? "urgence (bris de glace)" : line.Purpose switch
    {
        "coordination" => "coordination de votre accompagnement",
        "continuity" => "continuité des soins",
        "prevention" => "prévention",
        "social-follow-up" => "suivi social",
        "emergency" => "urgence",
        "access" => "consultation de votre propre dossier",
        "" => "accompagnement quotidien",
        _ => "fonctionnement de l'établissement",
    };

    private static string Act(string category, string action)
    {
        var verb = action.Split('.')[^1] switch { "read" or "list" or "reach" or "search" or "take" => "Consultation", "send" or "sent" => "Envoi", "open" => "Ouverture", _ => "Modification" };
        return $"{verb} : {Content(category)}";
    }

    private static string Content(string category) => category switch
    {
        "IDT" => "identité", "ADM" => "dossier administratif", "FIN" => "ressources et facturation", "JUR" => "droits et consentements", "MED" => "données médicales", "SOI" => "soins", "AVQ" => "aide quotidienne",
        "PSY" => "suivi psychologique", "EDU" => "suivi éducatif", "PPA" => "projet personnalisé", "AGE" => "agenda", "SOC" => "situation sociale", "EVT" => "événements", "DMP" => "dossier médical partagé",
        "MSG" => "messagerie", "TEL" => "télémédecine", "LOG" => "traces d'accès", _ => "dossier",
    };
}
