using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Platform.Events;

namespace Platform;

public static class EventRoutes
{
    /// <summary>Handles a fact once: the event id is saved with the effect.</summary>
    public static void MapEvent<TContext, TFact>(this IEndpointRouteBuilder routes, string topic, Func<TFact, TContext, CancellationToken, Task> apply)
        where TContext : TenantDbContext where TFact : class =>
        routes.MapEvent<TContext, TFact, EventEnvelope>(topic, (fact, db, _, ct) => apply(fact, db, ct));

    /// <summary>The same, with one more service of the unit of work (an <see cref="EventEnvelope"/>, a client…).</summary>
    public static void MapEvent<TContext, TFact, TService>(this IEndpointRouteBuilder routes, string topic, Func<TFact, TContext, TService, CancellationToken, Task> apply)
        where TContext : TenantDbContext where TFact : class where TService : notnull
    {
        var subscription = Subscribe(routes, topic, inBulk: false);
        routes.MapPost(subscription.Route, async (HttpContext context, CancellationToken ct) =>
        {
            var delivery = context.RequestServices.GetRequiredService<EventDelivery<TContext>>();
            return await delivery.TakeAsync(context.Request, topic, async (envelope, db) =>
            {
                var fact = envelope.GetProperty("data").Deserialize<TFact>(EventJson.Options) ?? throw new JsonException("The event has no data.");
                await apply(fact, db, context.RequestServices.GetRequiredService<TService>(), ct);
            }, ct);
        }).RequireAuthorization(SidecarPolicy.Name).ExcludeFromDescription();
    }

    /// <summary>Handles facts in lots of one tenant (at most 100, or what came in 200 ms): one save a lot.</summary>
    public static void MapEventBatch<TContext, TFact>(this IEndpointRouteBuilder routes, string topic, Func<IReadOnlyList<DeliveredFact<TFact>>, TContext, CancellationToken, Task> apply)
        where TContext : TenantDbContext where TFact : class
    {
        var subscription = Subscribe(routes, topic, inBulk: true);
        routes.MapPost(subscription.Route, (HttpContext context, CancellationToken ct) =>
            new BulkDelivery<TContext, TFact>(context.RequestServices.GetRequiredService<IServiceScopeFactory>(), context.RequestServices.GetRequiredService<TimeProvider>(), apply)
                .TakeAsync(context.Request, topic, ct)).RequireAuthorization(SidecarPolicy.Name).ExcludeFromDescription();
    }

    private static EventSubscriptions.Subscription Subscribe(IEndpointRouteBuilder routes, string topic, bool inBulk)
    {
        var subscriptions = routes.ServiceProvider.GetRequiredService<EventSubscriptions>();
        if (!subscriptions.Any) routes.MapDeadLetters();
        return subscriptions.Add(topic, inBulk);
    }

    /// <summary>What the sidecar asks at start, and where it brings what could not be handled.</summary>
    internal static void MapSidecar(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/dapr/subscribe", (EventSubscriptions subscriptions) => TypedResults.Ok(subscriptions.Describe()))
            .RequireAuthorization(SidecarPolicy.Name).ExcludeFromDescription();
        routes.MapGet("/dapr/config", () => TypedResults.Ok(new { entities = Array.Empty<string>() }))
            .RequireAuthorization(SidecarPolicy.Name).ExcludeFromDescription();
    }
}

/// <summary>One fact of a lot, with its envelope.</summary>
public sealed record DeliveredFact<TFact>(EventEnvelope Envelope, TFact Fact);
