using Agenda.Calendars;

namespace Agenda.Occurrences;

public static class OccurrenceEndpoints
{
    public static void MapOccurrences(this IEndpointRouteBuilder routes)
    {
        var read = routes.MapGroup("/occurrences").WithTags("Séances").RequireAuthorization("agenda:read");
        read.MapGet("/", ReadOccurrences.OfHouse).ProducesProblem(400).WithSummary("Planning d'un établissement");
        read.MapGet("/{id:guid}", ReadOccurrences.Read).ProducesProblem(404);
        routes.MapGet("/calendars/{kind}/{id:guid}", ReadCalendar.Read).WithTags("Agendas").RequireAuthorization("agenda:read").ProducesProblem(400).ProducesProblem(404)
            .WithSummary("Semaine d'une personne, d'un professionnel ou d'une ressource");

        var write = routes.MapGroup("/occurrences").WithTags("Séances").RequireAuthorization("agenda:write");
        write.MapPost("/{id:guid}/move", ChangeOccurrence.Move).ProducesProblem(409).ProducesProblem(412);
        write.MapPost("/{id:guid}/members", ChangeOccurrence.SetMembers).ProducesProblem(409).ProducesProblem(412);
        write.MapPost("/{id:guid}/cancel", ChangeOccurrence.Cancel).ProducesProblem(409);
        write.MapPost("/{id:guid}/validate", ChangeOccurrence.Validate).ProducesProblem(409).ProducesProblem(412);
    }
}
