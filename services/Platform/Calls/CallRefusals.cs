using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Platform.Problems;

namespace Platform.Calls;

/// <summary>A refusal travels through a gRPC call: its kind as the status, its code beside it, so that the caller's own caller reads the same sentence.</summary>
internal static class CallRefusals
{
    private const string CodeName = "problem-code", StatusName = "problem-status";

    /// <summary>Null for what is no refusal: the caller then learns only that the call failed.</summary>
    public static RpcException? Of(Exception exception) => exception switch
    {
        RefusalException refusal => new(new Status(KindOf(refusal.Status), refusal.Message), new Metadata { { CodeName, refusal.Code }, { StatusName, $"{refusal.Status}" } }),
        DbUpdateConcurrencyException => Of(new StaleVersionException()),
        DbUpdateException { InnerException: { } inner } when UniqueIndex.IsViolatedBy(inner) => new(new Status(StatusCode.AlreadyExists, "This exists already.")),
        _ => null,
    };

    /// <summary>The refusal that another service told, or null.</summary>
    public static RefusalException? Read(RpcException told) =>
        told.Trailers.GetValue(CodeName) is { Length: > 0 } code && int.TryParse(told.Trailers.GetValue(StatusName), out var status) && status is >= 400 and < 500
            ? new ToldRefusal(status, code, told.Status.Detail) : null;

    private static StatusCode KindOf(int status) => status switch
    {
        400 => StatusCode.InvalidArgument,
        401 or 403 => StatusCode.PermissionDenied,
        404 => StatusCode.NotFound,
        412 => StatusCode.Aborted,
        503 => StatusCode.Unavailable,
        _ => StatusCode.FailedPrecondition,
    };

    private sealed class ToldRefusal(int status, string code, string message) : RefusalException(status, code, message);
}
