using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server;

/// <summary>How a call ends when its handler does not answer at once, or fails.</summary>
internal sealed partial class ServerCall
{
    private static readonly Status DeadlinePassed = new(StatusCode.DeadlineExceeded, "The deadline of the call has passed.");
    private static readonly Status HandlerFailed = new(StatusCode.Unknown, "The call failed on the server.");

    public async Task FinishAsync(Task work, ILogger log)
    {
        try
        {
            if (_timeout is not null && !work.IsCompleted)
            {
                await work.WaitAsync(Expiry.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (!work.IsCompleted && Expired) await ExpireAsync();
            }
            await work;
            await EndAsync(Expired ? DeadlinePassed : StatusCore, null);
        }
        catch (Exception failure) when (Volatile.Read(ref _ended) != 0 || Http.RequestAborted.IsCancellationRequested)
        {
            HandlerLeftBehind(log, failure, _method.FullName);
        }
        catch (Exception) when (Expired)
        {
            await EndAsync(DeadlinePassed, null);
        }
        catch (RpcException refused)
        {
            await EndAsync(refused.Status, refused.Trailers);
        }
        catch (Exception failure) when (_options.Failure?.Invoke(failure) is { } told)
        {
            await EndAsync(told.Status, told.Trailers);
        }
        catch (Exception failure)
        {
            HandlerThrew(log, failure, _method.FullName);
            await EndAsync(HandlerFailed, null);
        }
        finally
        {
            _expiry?.Dispose();
        }
    }

    [LoggerMessage(1, LogLevel.Error, "The handler of {Method} failed.")]
    private static partial void HandlerThrew(ILogger log, Exception failure, string method);

    [LoggerMessage(2, LogLevel.Debug, "The handler of {Method} stopped after its caller had left or its deadline had passed.")]
    private static partial void HandlerLeftBehind(ILogger log, Exception failure, string method);
}
