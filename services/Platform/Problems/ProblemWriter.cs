using Grpc.Core;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Platform.Calls;

namespace Platform.Problems;

/// <summary>Writes every error as one RFC 9457 problem document, in French, with a stable code.</summary>
internal sealed partial class ProblemWriter(IProblemDetailsService problems, ILogger<ProblemWriter> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken ct)
    {
        if (exception is OperationCanceledException && context.RequestAborted.IsCancellationRequested) return true;

        var problem = Describe(exception);
        if (problem.Status >= 500) Failed(log, exception, context.Request.Method, context.GetEndpoint()?.DisplayName);
        context.Response.StatusCode = problem.Status!.Value;
        if (problem.Status == 503) context.Response.Headers.RetryAfter = "10";
        if (exception is StepUpRequiredException)
            context.Response.Headers.WWWAuthenticate = "Bearer error=\"insufficient_user_authentication\", acr_values=\"eidas1\", max_age=\"300\"";
        return await problems.TryWriteAsync(new() { HttpContext = context, ProblemDetails = problem, Exception = exception });
    }

    private static ProblemDetails Describe(Exception exception) => exception switch
    {
        RefusalException refusal => Of(refusal),
        DbUpdateConcurrencyException => Of(new StaleVersionException()),
        DbUpdateException { InnerException: { } inner } when UniqueIndex.IsViolatedBy(inner) =>
            Of(new RuleBrokenException("already-exists", "Cet élément existe déjà. Recherchez-le avant d'en créer un autre.")),
        BadHttpRequestException { StatusCode: 413 } => StatusProblems.Of(413),
        BadHttpRequestException { StatusCode: 415 } => StatusProblems.Of(415),
        BadHttpRequestException => StatusProblems.Of(400),
        RpcException refused when CallRefusals.Read(refused) is { } refusal => Of(refusal),
        RpcException { StatusCode: StatusCode.Unavailable or StatusCode.DeadlineExceeded } => StatusProblems.Of(503),
        HttpRequestException => StatusProblems.Of(503),
        // The provider's discovery document or keys cannot be read.
        InvalidOperationException { Message: var message } when message.StartsWith("IDX20803", StringComparison.Ordinal) || message.StartsWith("IDX20804", StringComparison.Ordinal) => StatusProblems.Of(503),
        _ => StatusProblems.Of(500),
    };

    private static ProblemDetails Of(RefusalException refusal)
    {
        var problem = new ProblemDetails
        {
            Status = refusal.Status,
            Type = $"/problems/{refusal.Code}",
            Title = StatusProblems.Title(refusal.Status),
            Detail = refusal.Message,
        };
        problem.Extensions["code"] = refusal.Code;
        foreach (var (name, value) in refusal.Details) problem.Extensions[name] = value;
        return problem;
    }

    [LoggerMessage(5000, LogLevel.Error, "{Method} {Endpoint} failed")]
    private static partial void Failed(ILogger log, Exception cause, string method, string? endpoint);
}
