using Sidecar.Delivering;
using Sidecar.Storing;

namespace Sidecar.DeadLetters;

/// <summary>For the operator: what was given up and why, replayed or discarded; the groups and what they are owed.</summary>
internal static class DeadLetterEndpoints
{
    private const int LargestPage = 500;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var letters = routes.MapGroup("/operator/dead-letters");
        letters.MapGet("/", List);
        letters.MapGet("/{id:long}/event", Read);
        letters.MapPost("/{id:long}/replay", Replay);
        letters.MapPost("/replay", ReplayAll);
        letters.MapDelete("/{id:long}", Discard);
        routes.MapGet("/operator/groups", (MessageStore store) => store.ReadAsync(ledger => ledger.Groups.States()));
        routes.MapDelete("/operator/groups/{id:long}", RemoveGroup);
    }

    private static Task<List<DeadLetter>> List(MessageStore store, string? appId, string? topic, bool replayed = false, long after = 0, int limit = 100) =>
        store.ReadAsync(ledger => ledger.DeadLetters.List(appId, topic, replayed, after, Math.Clamp(limit, 1, LargestPage)));

    private static async Task<IResult> Read(long id, MessageStore store) =>
        await store.ReadAsync(ledger => ledger.DeadLetters.Body(id)) is { } body ? TypedResults.Bytes(body, "application/octet-stream") : TypedResults.NotFound();

    private static async Task<IResult> Replay(long id, Broker broker) => await broker.ReplayAsync(id) ? TypedResults.NoContent() : TypedResults.NotFound();

    private static async Task<IResult> ReplayAll(MessageStore store, Broker broker, string? appId, string? topic)
    {
        var replayed = 0;
        var after = 0L;
        while (await store.ReadAsync(ledger => ledger.DeadLetters.List(appId, topic, false, after, LargestPage)) is { Count: > 0 } page)
        {
            foreach (var letter in page)
                if (await broker.ReplayAsync(letter.Id)) replayed++;
            after = page[^1].Id;
        }

        return TypedResults.Ok(new { replayed });
    }

    private static async Task<IResult> Discard(long id, MessageStore store)
    {
        var gone = 0;
        await store.WriteAsync(ledger => gone = ledger.DeadLetters.Discard(id));
        return gone > 0 ? TypedResults.NoContent() : TypedResults.NotFound();
    }

    private static async Task<IResult> RemoveGroup(long id, Broker broker) =>
        await broker.RemoveAsync(id) ? TypedResults.NoContent() : TypedResults.Problem("The group is unknown, or its application is connected.", statusCode: 409);
}
