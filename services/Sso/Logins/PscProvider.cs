using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Sso.Logins;

/// <summary>What Pro Santé Connect publishes about itself, believed only when it names the issuer we expect.</summary>
public sealed class PscProvider
{
    private readonly PscSettings _settings;
    private readonly ConfigurationManager<OpenIdConnectConfiguration> _metadata;

    public PscProvider(IOptions<PscSettings> settings, IHttpClientFactory http)
    {
        _settings = settings.Value;
        var retriever = new HttpDocumentRetriever(http.CreateClient(PscClient.HttpName)) { RequireHttps = _settings.MetadataAddress.StartsWith("https:", StringComparison.Ordinal) };
        _metadata = new(_settings.MetadataAddress, new OpenIdConnectConfigurationRetriever(), retriever) { RefreshInterval = TimeSpan.FromSeconds(5) };
    }

    public async Task<OpenIdConnectConfiguration> GetAsync(CancellationToken ct)
    {
        OpenIdConnectConfiguration metadata;
        try
        {
            metadata = await _metadata.GetConfigurationAsync(ct);
        }
        catch (InvalidOperationException unreachable)
        {
            throw new PscUnavailableException("metadata", unreachable);
        }
        if (metadata.Issuer != _settings.ExpectedIssuer) throw new PscRefusedException("issuer-mismatch");
        return metadata;
    }

    /// <summary>A key may have been rotated just before it signed.</summary>
    public void ReadAgain() => _metadata.RequestRefresh();
}

/// <summary>Pro Santé Connect did not answer, or not in time.</summary>
public sealed class PscUnavailableException(string step, Exception? inner = null) : Exception($"Pro Santé Connect failed at {step}.", inner);

/// <summary>Pro Santé Connect's answer cannot be accepted. The reason is for the trail, not for the person.</summary>
public sealed class PscRefusedException(string reason) : Exception(reason);
