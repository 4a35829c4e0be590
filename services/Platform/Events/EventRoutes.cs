using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Events;

namespace Platform;

public static class EventRoutes
{
    private const long LargestLot = 40 * 1024 * 1024;

    /// <summary>Handles a fact once: the event id is saved with the effect. Facts that come together are committed together, in their order.</summary>
    /// <param name="routes">The service's routes.</param>
    /// <param name="topic">The fact's topic.</param>
    /// <param name="apply">The effect; what it adds to the context is saved for it.</param>
    /// <param name="alone">The effect asks other services: its events come one by one and several at a time, so that no transaction waits for an answer.</param>
    public static void MapEvent<TContext, TFact>(this IEndpointRouteBuilder routes, string topic, Func<TFact, TContext, CancellationToken, Task> apply, bool alone = false)
        where TContext : TenantDbContext where TFact : class =>
        routes.MapEvent<TContext, TFact, EventEnvelope>(topic, (fact, db, _, ct) => apply(fact, db, ct), alone);

    /// <summary>The same, with one more service of the unit of work (an <see cref="EventEnvelope"/>, a client…).</summary>
    public static void MapEvent<TContext, TFact, TService>(this IEndpointRouteBuilder routes, string topic, Func<TFact, TContext, TService, CancellationToken, Task> apply, bool alone = false)
        where TContext : TenantDbContext where TFact : class where TService : notnull
    {
        var (subscription, services) = (Subscribe(routes, topic, alone ? null : EventSubscriptions.AtOnce), routes.ServiceProvider);
        var intake = new EventIntake<TContext, TFact, TService>(services.GetRequiredService<IServiceScopeFactory>(), services.GetRequiredService<OutboxSignal>(),
            services.GetRequiredService<HandlingFaults>(), services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILoggerFactory>().CreateLogger("Platform.Events.EventIntake"), topic, apply);
        subscription.Take = intake.TakeAloneSafelyAsync;
        routes.MapPost(subscription.Route, (HttpContext context, CancellationToken ct) => intake.TakeAsync(context.Request, ct))
            .RequireAuthorization(SidecarPolicy.Name).ExcludeFromDescription().WithMetadata(new RequestSizeLimitAttribute(LargestLot));
    }

    /// <summary>Handles facts in lots of one tenant (at most 100, or what came in 200 ms): one save a lot.</summary>
    public static void MapEventBatch<TContext, TFact>(this IEndpointRouteBuilder routes, string topic, Func<IReadOnlyList<DeliveredFact<TFact>>, TContext, CancellationToken, Task> apply)
        where TContext : TenantDbContext where TFact : class
    {
        var (subscription, services) = (Subscribe(routes, topic, EventSubscriptions.Gathered), routes.ServiceProvider);
        var delivery = new BulkDelivery<TContext, TFact>(services.GetRequiredService<IServiceScopeFactory>(), services.GetRequiredService<HandlingFaults>(), services.GetRequiredService<TimeProvider>(), topic, apply);
        subscription.Take = delivery.TakeAloneAsync;
        routes.MapPost(subscription.Route, (HttpContext context, CancellationToken ct) => delivery.TakeAsync(context.Request, ct)).RequireAuthorization(SidecarPolicy.Name).ExcludeFromDescription().WithMetadata(new RequestSizeLimitAttribute(LargestLot));
    }

    private static EventSubscriptions.Subscription Subscribe(IEndpointRouteBuilder routes, string topic, EventSubscriptions.Bulk? lots)
    {
        var subscriptions = routes.ServiceProvider.GetRequiredService<EventSubscriptions>();
        if (!subscriptions.Any) routes.MapDeadLetters();
        return subscriptions.Add(topic, lots);
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
