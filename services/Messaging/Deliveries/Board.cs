using Messaging.Conversations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Messaging.Deliveries;

public sealed record BoardView(IReadOnlyList<DeliveryView> Deliveries, int Total);

/// <summary>Where each mail about a document or a person stands, recipient by recipient.</summary>
public static class Board
{
    private const int Most = 500;

    public static void MapBoard(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/board", Show).WithTags("Board").WithSummary("State of each delivery of a document, or of a usager").RequireAuthorization("messaging:read").ProducesProblem(400).ProducesProblem(404);

    private static async Task<Ok<BoardView>> Show(Guid? documentId, Guid? usagerId, MessagingDbContext db, DecisionsClient decisions, CancellationToken ct)
    {
        if (documentId is null == usagerId is null) throw new BadInputException("board-subject", "Demandez le suivi d'un document (documentId) ou d'une personne (usagerId).");
        var rows = await db.Deliveries.AsNoTracking().Where(d => documentId == null ? d.UsagerId == usagerId : d.DocumentId == documentId).OrderByDescending(d => d.QueuedAt).ThenBy(d => d.Rank).Take(Most).ToListAsync(ct);
        var person = usagerId ?? (rows.Count > 0 ? rows[0].UsagerId : throw await decisions.MissingAsync("board.read", "document", documentId!.Value, ct));
        await decisions.RequireAsync(person, "R", "board.read", "usager", person.ToString(), ct);
        db.Audit(new("board.read", documentId is null ? "usager" : "document", (documentId ?? person).ToString()) { Category = "MSG", UsagerId = person });
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(new BoardView([.. rows.Select(DeliveryView.Of)], rows.Count));
    }
}
