using System.Data.Common;
using System.Net.Sockets;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Platform.Problems;

namespace Messaging.Receiving;

/// <summary>
/// What went wrong with each mail of a mailbox. Only a fault of the mail itself counts against it: while a database or a neighbour refuses,
/// every mail waits for as long as that lasts.
/// </summary>
public sealed class MailTries
{
    private const int MostHandled = 5;

    /// <summary>About half an hour of an operator that answers everything but this mail.</summary>
    private const int MostFetched = 60;

    private readonly Dictionary<uint, int> _handled = [], _fetched = [];

    /// <summary>Why a mail is tried no more, or null.</summary>
    public string? GivenUp(uint uid) => _handled.GetValueOrDefault(uid) >= MostHandled ? "handling-failed" : _fetched.GetValueOrDefault(uid) >= MostFetched ? "mail-not-given" : null;

    public async Task<byte[]?> FetchAsync(uint uid, Func<Task<byte[]?>> fetch)
    {
        _fetched[uid] = _fetched.GetValueOrDefault(uid) + 1;
        var bytes = await fetch();
        _fetched.Remove(uid);
        return bytes;
    }

    public void Failed(uint uid, Exception cause)
    {
        if (IsOfTheMail(cause)) _handled[uid] = _handled.GetValueOrDefault(uid) + 1;
    }

    public void Done(uint uid) => _handled.Remove(uid);

    private static bool IsOfTheMail(Exception cause)
    {
        for (var e = cause; e is not null; e = e.InnerException)
            if (Verdict(e) is { } found) return found;
        return true;
    }

    // A value that a column cannot take is in the mail; whatever else a database says is about the database.
    private static bool? Verdict(Exception e) => e switch
    {
        RpcException refusal => refusal.StatusCode is StatusCode.InvalidArgument or StatusCode.ResourceExhausted,
        DbException database => RefusedRow.Is(database),
        DbUpdateConcurrencyException or DbUpdateException { InnerException: null } => false,
        IOException or TimeoutException or SocketException or HttpRequestException or OperationCanceledException => false,
        _ => null,
    };
}
