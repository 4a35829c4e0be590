using System.Buffers;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Platform.Events;

namespace Platform.Http;

/// <summary>
/// A write that met another one has saved nothing: it is read and decided anew, in a unit of work of its own. The user who named a
/// version learns on the second reading that it is past (412); the one who named none need not know that a fact came in meanwhile.
/// </summary>
internal sealed partial class SecondReading(RequestDelegate next, IServiceScopeFactory scopes, ILogger<SecondReading> log)
{
    private const int Readings = 6;

    /// <summary>A longer body is not kept to be read again: its writer gets the 412.</summary>
    private const int LongestKept = 256 * 1024;

    public async Task InvokeAsync(HttpContext context)
    {
        if (!IsWrite(context.Request) || IsFact(context) || !await KeepBodyAsync(context)) await next(context);
        else await ReadAsync(context);
    }

    private async Task ReadAsync(HttpContext context)
    {
        for (var reading = 1; reading < Readings; reading++)
        {
            try
            {
                await (reading == 1 ? next(context) : AnewAsync(context));
                return;
            }
            catch (DbUpdateException met) when (IsMeeting(met) && !context.Response.HasStarted)
            {
                Met(log, context.GetEndpoint()?.DisplayName, reading);
            }
        }
        await AnewAsync(context);
    }

    private async Task AnewAsync(HttpContext context)
    {
        var first = context.RequestServices;
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().CorrelationId = first.GetRequiredService<Caller>().CorrelationId;
        if (context.Request.Body.CanSeek) context.Request.Body.Position = 0;
        context.RequestServices = scope.ServiceProvider;
        try
        {
            await next(context);
        }
        finally
        {
            context.RequestServices = first;
        }
    }

    private static bool IsWrite(HttpRequest request) =>
        request.Method is "POST" or "PUT" or "PATCH" or "DELETE" && request.ContentType?.StartsWith("application/grpc", StringComparison.Ordinal) != true;

    // A fact that met another write is answered RETRY and comes again: its lot is not copied.
    private static bool IsFact(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>()?.Policy == SidecarPolicy.Name;

    private static async Task<bool> KeepBodyAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == false) return true;
        if (context.Request.ContentLength > LongestKept) return false;
        var reader = context.Request.BodyReader;
        var read = await reader.ReadAtLeastAsync(LongestKept + 1, context.RequestAborted);
        if (!read.IsCompleted)
        {
            reader.AdvanceTo(read.Buffer.Start);   // Nothing is consumed: the handler reads it from its beginning.
            return false;
        }
        var kept = read.Buffer.ToArray();
        reader.AdvanceTo(read.Buffer.End);
        context.Request.Body = new MemoryStream(kept, writable: false);
        return true;
    }

    private static bool IsMeeting(DbUpdateException met) => met is DbUpdateConcurrencyException
        || met.InnerException is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure };

    [LoggerMessage(5300, LogLevel.Information, "{Endpoint} met another write at reading {Reading} and reads again")]
    private static partial void Met(ILogger log, string? endpoint, int reading);
}
