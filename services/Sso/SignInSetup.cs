using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Platform;
using Sso.Authorization;
using Sso.Clients;
using Sso.Keys;
using Sso.Logins;
using Sso.Logout;
using Sso.Protocol;
using Sso.Sessions;
using Sso.Situations;
using Sso.Tokens;

namespace Sso;

public static class SignInSetup
{
    private const int MostPscBytes = 256 * 1024;

    public static void AddSignIn(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<SsoSettings>().BindConfiguration("Sso").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<PscSettings>().BindConfiguration("National:Psc").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<Issuer>().Configure<IConfiguration>((issuer, configuration) => issuer.Address = configuration["Platform:Issuer"]!);
        services.AddHttpClient(PscClient.HttpName)
            .ConfigureHttpClient((provider, client) =>
            {
                client.Timeout = provider.GetRequiredService<IOptions<PscSettings>>().Value.Timeout;
                client.MaxResponseContentBufferSize = MostPscBytes;
            })
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

        services.AddSingleton(provider => new Seal(SealingKeyFile.Read(provider.GetRequiredService<IOptions<SsoSettings>>().Value.SealingKeyFile)));
        services.AddSingleton<ClientRegistry>().AddSingleton<WrongProofs>();
        services.AddSingleton<KeyRing>().AddSingleton<AccessTokens>().AddSingleton<PresentedTokens>().AddSingleton<Revocations>();
        services.AddSingleton<PscProvider>().AddSingleton<PscIdTokens>().AddSingleton<PscClient>().AddSingleton<IdTokenHints>().AddSingleton<AuthorizeRequestReader>();
        services.AddSingleton<IssuanceJournal>().AddHostedService(provider => provider.GetRequiredService<IssuanceJournal>());
        services.AddSingleton<UsedAssertions>().AddHostedService(provider => provider.GetRequiredService<UsedAssertions>());
        services.AddSingleton<ClientAssertions>().AddSingleton<ClientAuthentication>().AddSingleton<ClientTokens>();
        services.AddScoped<KeyRotation>().AddScoped<Revoking>().AddScoped<PersonTokens>().AddScoped<RefreshTokens>().AddScoped<IdTokens>().AddScoped<TokenRevocation>();
        services.AddScoped<Grants>().AddScoped<CodeRedemption>().AddScoped<AuthorizationAnswers>().AddScoped<AuthorizeEndpoint.Journey>();
        services.AddScoped<PscLogin>().AddScoped<PscCallback>().AddScoped<DirectoryAccounts>().AddScoped<SituationChoice>();
        services.AddScoped<LoginSessions>().AddScoped<BrowserSessions>().AddScoped<SignInTrail>().AddScoped<SignOut>();
        services.AddHostedService<KeyKeeper>().AddHostedService<RevocationReader>().AddHostedService<Forgetting>();
        TrustOwnKeys(services);
    }

    // This service verifies the tokens it issued with the ring in memory, and takes its own at its own door: it needs no gateway to start.
    private static void TrustOwnKeys(IServiceCollection services) =>
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme).PostConfigure<KeyRing, IServer, IOptions<Issuer>>((options, keys, server, issuer) =>
        {
            options.TokenValidationParameters.IssuerSigningKeyResolver = (_, _, kid, _) => keys.Find(kid) is { } key ? [key.Verifier] : [];
            var own = server.Features.Get<IServerAddressesFeature>()!.Addresses.First();
            options.ConfigurationManager = new StaticConfigurationManager<OpenIdConnectConfiguration>(new() { Issuer = issuer.Value.Address, TokenEndpoint = own + "/oauth/token" });
        });
}
