using System.ComponentModel.DataAnnotations;
using Agenda.Access;
using Agenda.Calendars;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Agenda.Imports;

internal static class ImportEndpoints
{
    public static void MapImports(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/imports").WithTags("Imports").RequireAuthorization("agenda:write").ProducesProblem(400).ProducesProblem(403).ProducesProblem(404);
        group.MapPost("plannings", Play).ProducesProblem(413).ProducesProblem(415).WithSummary("Importe un planning CSV ; à blanc, le compte rendu par ligne et rien d'autre");
        group.MapPut("names", Match).WithSummary("Rapproche les noms d'un planning des personnes, professionnels et salles");
    }

    private static async Task<Ok<ImportReport>> Play(Guid establishmentId, HttpContext http, AgendaAccess access, ImportPlanning import, CancellationToken ct, bool dryRun = true)
    {
        if (http.Request.ContentType?.StartsWith("text/csv", StringComparison.OrdinalIgnoreCase) != true) throw new BadHttpRequestException("Only text/csv is read.", StatusCodes.Status415UnsupportedMediaType);
        await access.RequireHouseAsync(establishmentId, ct);
        return TypedResults.Ok(await import.PlayAsync(establishmentId, CsvText.Read(await ReadAsync(http.Request, ct)), dryRun, ct));
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        var (bytes, read) = (new byte[CsvText.LargestFile + 1], 0);
        while (read < bytes.Length && await request.Body.ReadAsync(bytes.AsMemory(read), ct) is > 0 and var more) read += more;
        return read > CsvText.LargestFile ? throw new BadHttpRequestException("The file is too large.", StatusCodes.Status413PayloadTooLarge) : bytes.AsMemory(0, read);
    }

    private static async Task<NoContent> Match(MatchRequest request, AgendaAccess access, AgendaDbContext db, CancellationToken ct)
    {
        await access.RequireHouseAsync(request.EstablishmentId, ct);
        var wanted = request.Names.Select(n => (Kind: CalendarRef.Read(n.Kind), Name: FrenchText.Fold(n.Name), n.CalendarId)).ToList();
        if (wanted.Exists(n => n.Name.Length is 0 or > 120 || n.CalendarId == Guid.Empty)) throw new BadInputException("import-name", "Un nom est vide, trop long, ou n'est rapproché de rien. Complétez la liste.");
        await access.RequireAsync([.. wanted.Where(n => n.Kind == CalendarKind.Usager).Select(n => n.CalendarId).Distinct()], "C", "agenda.import-match", "establishment", request.EstablishmentId, request.EstablishmentId, ct);
        var known = await db.PlanningNames.Where(n => n.EstablishmentId == request.EstablishmentId).ToDictionaryAsync(n => (n.Kind, n.Name), ct);
        foreach (var (kind, name, id) in wanted.DistinctBy(n => (n.Kind, n.Name)))
        {
            if (known.TryGetValue((kind, name), out var before)) before.Match(id);
            else db.PlanningNames.Add(PlanningName.Of(db.TenantId, request.EstablishmentId, kind, name, id));
        }

        await db.SaveChangesAsync(ct);
        return TypedResults.NoContent();
    }
}

public sealed record MatchRequest(Guid EstablishmentId, [property: Required, MinLength(1), MaxLength(500)] IReadOnlyList<NameRequest> Names);

/// <param name="Kind">usager, staff or room.</param>
public sealed record NameRequest(string Kind, [property: Required] string Name, Guid CalendarId);
