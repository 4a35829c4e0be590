using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using HealthDirectory.Mailboxes;
using Microsoft.Extensions.Options;

namespace HealthDirectory.Annuaire;

internal static class AnnuaireSetup
{
    private const int LargestAnswer = 2 * 1024 * 1024;

    public static void AddAnnuaire(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<AnnuaireSettings>().BindConfiguration("National:Annuaire").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(provider => new AnnuaireClient(Connect(provider.GetRequiredService<IOptions<AnnuaireSettings>>().Value)));
        services.AddScoped<AskRegister>().AddScoped<MailboxEligibility>().AddScoped<OpenMailbox>();
        services.AddHostedService<RepeatChecks>();
    }

    private static HttpClient Connect(AnnuaireSettings settings)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(settings.TimeoutSeconds), PooledConnectionLifetime = TimeSpan.FromMinutes(5), MaxResponseHeadersLength = 32 };
        if (settings.ServerAuthority is { Length: > 0 } path)
        {
            var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            trust.CustomTrustStore.ImportFromPemFile(path);
            handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = trust };
        }
        var http = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(settings.TimeoutSeconds), MaxResponseContentBufferSize = LargestAnswer };
        if (settings.Address is { } address) http.BaseAddress = new(address.AbsoluteUri.TrimEnd('/') + '/');
        if (settings.ApiKeyFile is { Length: > 0 } file) http.DefaultRequestHeaders.Add("ESANTE-API-KEY", File.ReadAllText(file).Trim());
        http.DefaultRequestHeaders.Accept.ParseAdd(Fhir.FhirJson.MediaType);
        return http;
    }
}
