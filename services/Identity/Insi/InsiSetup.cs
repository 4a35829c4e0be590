using System.Security.Cryptography.X509Certificates;
using Identity.Matricules;
using Microsoft.Extensions.Options;

namespace Identity.Insi;

/// <summary>The OIDs an INS may bear in this environment.</summary>
public sealed record AcceptedAuthorities(IReadOnlySet<string> Oids);

/// <summary>The structure's certificate as the call log names it.</summary>
internal sealed record InsiCertificate(string? Name);

internal static class InsiSetup
{
    public static void AddInsi(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<InsiSettings>().BindConfiguration("National:Insi").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(provider => new AcceptedAuthorities(InsAuthority.AcceptedIn(builder.Configuration["Platform:Environment"] ?? "real", provider.GetRequiredService<IOptions<InsiSettings>>().Value.AcceptedOids)));
        services.AddSingleton(provider => new InsiAnswerReader(provider.GetRequiredService<AcceptedAuthorities>().Oids));
        services.AddSingleton(provider => new InsiCertificate(NameOf(provider.GetRequiredService<IOptions<InsiSettings>>().Value)));
        services.AddSingleton(provider =>
        {
            var settings = provider.GetRequiredService<IOptions<InsiSettings>>();
            var http = new HttpClient(InsiConnection.Open(settings.Value)) { Timeout = Timeout.InfiniteTimeSpan };
            return new InsiClient(http, InsiPipeline.Build(settings.Value), provider.GetRequiredService<InsiAnswerReader>(), settings, provider.GetRequiredService<TimeProvider>());
        });
        services.AddScoped<InsiCalls>().AddScoped<AskInsiAgain>();
        services.AddScoped<CallerIdentity>();
        services.AddHostedService<InsiRetries>();
    }

    private static string? NameOf(InsiSettings settings)
    {
        using var certificate = InsiConnection.Certificate(settings);
        return certificate is null ? null : $"{certificate.GetNameInfo(X509NameType.SimpleName, false)} n° {certificate.SerialNumber}";
    }
}
