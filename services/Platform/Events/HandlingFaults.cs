using System.Data.Common;
using System.Text;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Platform.Events;

/// <summary>Keeps why an event could not be handled: what an operator reads once the sidecar has given it up.</summary>
internal sealed partial class HandlingFaults(IServiceScopeFactory scopes, ILogger<HandlingFaults> log)
{
    public async Task KeepAsync(IReadOnlyList<Guid> events, string topic, Exception cause)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var (db, reason) = (scope.ServiceProvider.GetRequiredService<TenantDbContext>(), Of(cause));
            var known = await db.ParkedEvents.Where(parked => events.Contains(parked.EventId) && parked.Topic == topic).ToListAsync();
            foreach (var parked in known) parked.Reason = reason;
            db.ParkedEvents.AddRange(events.Except(known.Select(parked => parked.EventId)).Select(id => new ParkedEvent { EventId = id, Topic = topic, Envelope = "", Reason = reason, ParkedAt = ParkedEvent.StillTried }));
            await db.SaveChangesAsync();
        }
        catch (Exception fault) when (fault is DbUpdateException or DbException)
        {
            NotKept(log, fault, topic);   // another replica kept it first, or the database is away; the event comes again either way
        }
    }

    /// <summary>The chain of faults by their kinds: what they say may hold what the event is about.</summary>
    internal static string Of(Exception cause)
    {
        var text = new StringBuilder();
        for (var fault = cause; fault is not null && text.Length < 300; fault = fault.InnerException)
        {
            if (text.Length > 0) text.Append(" < ");
            text.Append(fault switch
            {
                RefusalException refusal => refusal.Code,
                RpcException call => $"call-{call.StatusCode}",
                PostgresException refused => $"{nameof(PostgresException)} {refused.SqlState}",
                _ => fault.GetType().Name,
            });
        }
        return text.ToString();
    }

    [LoggerMessage(5114, LogLevel.Warning, "Why an event of {Topic} failed could not be kept")]
    private static partial void NotKept(ILogger log, Exception cause, string topic);
}
