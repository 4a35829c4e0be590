using System.Net.Http.Headers;
using Platform.Tokens;

namespace Platform.Calls;

/// <summary>Signs a call to another service: the service's token, the user's beside it (or the tenant), and the app id a daprd would need.</summary>
internal sealed class ServiceCallHandler(string target, ServiceTokens tokens, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var outgoing = TenantScope.Outgoing;
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await tokens.GetAsync(cancellationToken));
        request.Headers.TryAddWithoutValidation("dapr-app-id", target);
        if (outgoing?.UserToken is { } user) request.Headers.TryAddWithoutValidation("x-user-token", user);
        else if (outgoing?.TenantId is { } tenant) request.Headers.TryAddWithoutValidation("x-tenant", tenant.ToString());
        return await base.SendAsync(request, cancellationToken);
    }
}
