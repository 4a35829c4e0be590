using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.Features;
using Sandbox.Ledgers;

namespace Sandbox.Faults;

/// <summary>Plays the chosen misbehaviour in front of a teleservice's http routes.</summary>
internal sealed class FaultGate(FaultBoard board, Journal journal, TimeProvider clock) : IMiddleware
{
    private static readonly object Marker = new();
    private static readonly TimeSpan Forever = TimeSpan.FromMinutes(10);

    /// <summary>True when this call must be answered with a well-formed lie.</summary>
    public static bool AnswersWrong(HttpContext context) => context.Items.ContainsKey(Marker);

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var teleservice = FaultBoard.Teleservices.FirstOrDefault(t => context.Request.Path.StartsWithSegments("/" + t, StringComparison.Ordinal));
        var fault = teleservice is null ? Fault.None : board.Take(teleservice);
        if (fault.Mode is FaultMode.Down or FaultMode.Hang or FaultMode.Garbage)
            journal.Note(teleservice!, "appel", "panne jouée", fault.Mode.ToString().ToLowerInvariant());

        var ct = context.RequestAborted;
        switch (fault.Mode)
        {
            case FaultMode.Down:
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                context.Response.Headers.RetryAfter = "5";
                break;
            case FaultMode.Hang:
                await Task.Delay(Forever, clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                context.Abort();
                break;
            case FaultMode.Garbage:
                context.Response.ContentType = "application/octet-stream";
                await context.Response.Body.WriteAsync(RandomNumberGenerator.GetBytes(600), ct);
                break;
            case FaultMode.Half:
                await AnswerHalfAsync(context, next);
                break;
            case FaultMode.Slow:
                await Task.Delay(TimeSpan.FromSeconds(fault.Seconds ?? 5), clock, ct);
                await next(context);
                break;
            case FaultMode.Wrong:
                context.Items[Marker] = true;
                await next(context);
                break;
            default:
                await next(context);
                break;
        }
    }

    private static async Task AnswerHalfAsync(HttpContext context, RequestDelegate next)
    {
        var outside = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        using var whole = new MemoryStream();
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(whole));
        await next(context);
        context.Features.Set(outside);

        context.Response.ContentLength = Math.Max(whole.Length, 2);
        await outside.Stream.WriteAsync(whole.GetBuffer().AsMemory(0, (int)whole.Length / 2), CancellationToken.None);
        await outside.Stream.FlushAsync(CancellationToken.None);
        context.Abort();
    }
}
