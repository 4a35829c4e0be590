using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server;

/// <summary>One method of one service as an endpoint. The service is resolved anew for each call.</summary>
internal abstract class ServerMethod<TService>(IMethod method, GrpcServiceOptions options, ILogger log, bool registered) where TService : class
{
    private static readonly ObjectFactory<TService> Make = ActivatorUtilities.CreateFactory<TService>([]);

    public Task InvokeAsync(HttpContext http)
    {
        var call = ServerCall.Accept(http, method, options);
        if (call is null) return Task.CompletedTask;
        var work = registered ? ResolveAndAnswer(call) : MakeAndAnswerAsync(call);
        return work.IsCompletedSuccessfully && call.TryEndNow() ? Task.CompletedTask : call.FinishAsync(work, log);
    }

    protected abstract Task AnswerAsync(TService service, ServerCall call);

    private Task ResolveAndAnswer(ServerCall call)
    {
        TService service;
        try
        {
            service = call.Http.RequestServices.GetRequiredService<TService>();
        }
        catch (Exception unmade)
        {
            return Task.FromException(unmade);
        }
        return AnswerAsync(service, call);
    }

    private async Task MakeAndAnswerAsync(ServerCall call)
    {
        var service = Make(call.Http.RequestServices, []);
        try
        {
            await AnswerAsync(service, call);
        }
        finally
        {
            if (service is IAsyncDisposable asynchronous) await asynchronous.DisposeAsync();
            else if (service is IDisposable disposable) disposable.Dispose();
        }
    }
}
