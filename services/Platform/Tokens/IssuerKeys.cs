using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Platform.Tokens;

/// <summary>What sso publishes, its signing keys among it. Without them no token can be judged: that is no fault of the token.</summary>
public static class IssuerKeys
{
    /// <summary>The discovery document and keys, as far as they are known here.</summary>
    /// <exception cref="DependencyDownException">They were never heard, and sso does not answer (503: whoever asks again is not sent to sign in).</exception>
    public static async Task<OpenIdConnectConfiguration?> IssuerAsync(this JwtBearerOptions bearer, CancellationToken ct)
    {
        try
        {
            return bearer.ConfigurationManager is { } manager ? await manager.GetConfigurationAsync(ct) : null;
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            throw new DependencyDownException("sso", "Le service de connexion ne répond pas. Réessayez dans quelques instants.");
        }
    }
}

/// <summary>Learns the keys of sso before the first token comes, so that who is signed in goes on working while sso is away.</summary>
internal sealed class KeysAhead(IOptionsMonitor<JwtBearerOptions> bearer, IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource();
        await using var _ = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        using var pace = new PeriodicTimer(TimeSpan.FromSeconds(1));
        do
        {
            try
            {
                await bearer.Get(JwtBearerDefaults.AuthenticationScheme).IssuerAsync(stoppingToken);
                return;
            }
            catch (DependencyDownException)
            {
                continue;   // sso may start after us
            }
        }
        while (await pace.WaitForNextTickAsync(stoppingToken));
    }
}
