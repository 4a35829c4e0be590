using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Platform.Tokens;

/// <summary>
/// After authentication: fills <see cref="Caller"/> and the tenant. A service's call carries the user's token beside its own;
/// with no user, the tenant it names is believed because the service token was.
/// </summary>
internal sealed class CallerReader(RequestDelegate next, ValidatedTokens tokens, IOptionsMonitor<JwtBearerOptions> bearer)
{
    public async Task InvokeAsync(HttpContext context, Caller caller, TenantScope scope)
    {
        if (context.User.Identity?.IsAuthenticated == true)
        {
            caller.Read(context.User);
            if (!caller.IsService) caller.Token = BearerOf(context.Request.Headers.Authorization.ToString());
            else if (!await ReadServiceCallAsync(context, caller))
            {
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                return;
            }
            using var _ = scope.Enter(caller.TenantId, caller.Token);
            await next(context);
            return;
        }
        await next(context);
    }

    private async Task<bool> ReadServiceCallAsync(HttpContext context, Caller caller)
    {
        caller.Service = caller.ClientId;
        if (context.Request.Headers.TryGetValue("x-user-token", out var userToken))
        {
            var options = bearer.Get(JwtBearerDefaults.AuthenticationScheme);
            var parameters = options.TokenValidationParameters.Clone();
            if (await options.IssuerAsync(context.RequestAborted) is { } issuer) parameters.IssuerSigningKeys = issuer.SigningKeys;
            var result = await tokens.ValidateTokenAsync(userToken.ToString(), parameters);
            if (!result.IsValid) return false;
            caller.Read(new(result.ClaimsIdentity));
            if (!caller.IsService) caller.Token = userToken.ToString();
            return true;
        }
        if (context.Request.Headers.TryGetValue("x-tenant", out var named) && Guid.TryParse(named.ToString(), out var tenant))
            caller.ActFor(caller.ClientId, tenant);
        return true;
    }

    private static string? BearerOf(string header) =>
        header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header["Bearer ".Length..].Trim() : null;
}
