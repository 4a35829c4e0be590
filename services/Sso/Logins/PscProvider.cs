using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Sso.Logins;

/// <summary>What Pro Santé Connect publishes about itself, believed only when it names the issuer we expect; kept an hour, and longer while it cannot be read again.</summary>
public sealed partial class PscProvider(IOptions<PscSettings> settings, IHttpClientFactory http, TimeProvider clock, ILogger<PscProvider> log) : IDisposable
{
    private static readonly TimeSpan Life = TimeSpan.FromHours(1), BetweenReads = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim _reading = new(1);
    private (OpenIdConnectConfiguration Metadata, DateTimeOffset ReadAt)? _known;

    public async Task<OpenIdConnectConfiguration> GetAsync(CancellationToken ct)
    {
        if (_known is { } fresh && clock.GetUtcNow() - fresh.ReadAt < Life) return fresh.Metadata;
        return await ReadAsync(Life, ct);
    }

    /// <summary>A key may have been rotated just before it signed: reads once more, unless that has just been done.</summary>
    public Task ReadAgainAsync(CancellationToken ct) => ReadAsync(BetweenReads, ct);

    public void Dispose() => _reading.Dispose();

    private async Task<OpenIdConnectConfiguration> ReadAsync(TimeSpan life, CancellationToken ct)
    {
        await _reading.WaitAsync(ct);
        try
        {
            if (_known is { } read && clock.GetUtcNow() - read.ReadAt < life) return read.Metadata;
            var metadata = await FetchAsync(ct);
            _known = (metadata, clock.GetUtcNow());
            return metadata;
        }
        catch (Exception failure) when (failure is PscUnavailableException or PscRefusedException && _known is not null)
        {
            Kept(log, failure.Message);
            return _known.Value.Metadata;
        }
        finally
        {
            _reading.Release();
        }
    }

    private async Task<OpenIdConnectConfiguration> FetchAsync(CancellationToken ct)
    {
        var address = settings.Value.MetadataAddress;
        using var client = http.CreateClient(PscClient.HttpName);
        OpenIdConnectConfiguration metadata;
        try
        {
            var retriever = new HttpDocumentRetriever(client) { RequireHttps = address.StartsWith("https:", StringComparison.Ordinal) };
            metadata = await OpenIdConnectConfigurationRetriever.GetAsync(address, retriever, ct);
        }
        catch (Exception unreadable) when (unreadable is IOException or InvalidOperationException or ArgumentException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            throw new PscUnavailableException("metadata", unreadable);
        }
        return metadata.Issuer == settings.Value.ExpectedIssuer ? metadata : throw new PscRefusedException("issuer-mismatch");
    }

    [LoggerMessage(1402, LogLevel.Warning, "Pro Santé Connect's metadata could not be read again ({Reason}); what it said before still serves.")]
    private static partial void Kept(ILogger logger, string reason);
}

/// <summary>Pro Santé Connect did not answer, or not in time.</summary>
public sealed class PscUnavailableException(string step, Exception? inner = null) : Exception($"Pro Santé Connect failed at {step}.", inner);

/// <summary>Pro Santé Connect's answer cannot be accepted. The reason is for the trail, not for the person.</summary>
public sealed class PscRefusedException(string reason) : Exception(reason);
