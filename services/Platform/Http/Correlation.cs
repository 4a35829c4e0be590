using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Platform.Http;

/// <summary>One id for all that follows from a request: taken from the gateway, else the trace's.</summary>
internal sealed class Correlation(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context, Caller caller)
    {
        var given = context.Request.Headers["x-correlation-id"].ToString();
        var id = given.Length is > 0 and <= 64 && given.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-') ? given
            : Activity.Current?.TraceId.ToString() ?? Guid.CreateVersion7().ToString();
        caller.CorrelationId = id;
        context.Items["correlation"] = id;
        context.Response.Headers["x-correlation-id"] = id;
        return next(context);
    }
}
