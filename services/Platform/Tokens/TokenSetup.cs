using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Platform.Tokens;

internal static class TokenSetup
{
    public const string Audience = "platform";

    public static void AddTokenValidation(this IServiceCollection services, IConfiguration configuration, string service)
    {
        services.AddSingleton<ValidatedTokens>();
        services.AddSingleton<KnownTickets>();
        services.AddTransient<KnownBearer>();
        services.AddHostedService<KeysAhead>();
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        services.Configure<AuthenticationOptions>(options => options.SchemeMap[JwtBearerDefaults.AuthenticationScheme].HandlerType = typeof(KnownBearer));
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme).Configure<ValidatedTokens, TimeProvider>((options, tokens, clock) =>
        {
            var issuer = configuration["Platform:Issuer"] ?? throw new OptionsValidationException("Platform", typeof(string), ["Platform:Issuer is missing."]);
            options.MetadataAddress = configuration["Platform:MetadataAddress"] ?? $"{issuer}/.well-known/openid-configuration";
            options.RequireHttpsMetadata = options.MetadataAddress.StartsWith("https://", StringComparison.Ordinal);
            options.MapInboundClaims = false;
            options.IncludeErrorDetails = false;
            options.RefreshInterval = TimeSpan.FromSeconds(30);
            options.AutomaticRefreshInterval = TimeSpan.FromMinutes(5);   // a key that leaked is believed no longer than that
            options.TokenHandlers.Clear();
            options.TokenHandlers.Add(tokens);
            options.TokenValidationParameters = new()
            {
                ValidIssuer = issuer,
                ValidAudience = Audience,
                ValidTypes = ["at+jwt"],
                ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
                ClockSkew = TimeSpan.FromSeconds(10),
                TryAllIssuerSigningKeys = false,
                RequireExpirationTime = true,
                NameClaimType = "sub",
                LifetimeValidator = (from, until, token, parameters) =>
                {
                    // A token names its beginning (nbf), or begins when it was issued (iat): none from the future is good.
                    var (now, skew, issued) = (clock.GetUtcNow().UtcDateTime, parameters.ClockSkew, (token as JsonWebToken)?.IssuedAt ?? DateTime.MinValue);
                    return until is { } end && now < end + skew && (from ?? issued) <= now + skew;
                },
            };
        });

        services.AddSingleton<IAuthorizationMiddlewareResultHandler, ClosedDoors>();
        // Closed by default: an endpoint that names no policy answers nobody.
        services.AddAuthorizationBuilder()
            .SetDefaultPolicy(new AuthorizationPolicyBuilder().RequireAssertion(_ => false).Build())
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAssertion(_ => false).Build())
            .AddPolicy("service", policy => policy.RequireScope("service"))
            .AddPolicy("operations", policy => policy.RequireScope("operations"))
            .AddPolicy($"{service}:read", policy => policy.RequireScope($"{service}:read"))
            .AddPolicy($"{service}:write", policy => policy.RequireScope($"{service}:write"));
    }
}
