using Grpc.Core;
using Platform;

namespace Gateway.Browser;

/// <summary>The pages' endpoints need sso; without it they say so and when to come back.</summary>
internal static class ProviderDown
{
    public static DependencyDownException Refusal() => new("sso", "Le service de connexion ne répond pas. Vos sessions ouvertes continuent ; réessayez dans quelques instants.");

    public static async ValueTask<object?> AnswerAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (Exception failure) when (failure is HttpRequestException or RpcException { StatusCode: not (StatusCode.InvalidArgument or StatusCode.PermissionDenied) })
        {
            throw Refusal();
        }
    }
}
