using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Xml.Linq;
using Documents.Cda;
using Documents.Dmp.Consultation;
using Documents.Xds;
using Microsoft.Extensions.Options;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Documents.Dmp;

/// <summary>Speaks to the DMP: mutual TLS with the structure's certificate, a signed VIHF in each call, a deadline and a breaker around it.</summary>
public sealed class DmpClient : IDisposable
{
    private readonly DmpSettings _settings;
    private readonly TimeProvider _clock;
    private readonly ResiliencePipeline _guard;
    private readonly Lazy<(HttpClient Http, VihfWriter Vihf)> _line;

    public DmpClient(IOptions<DmpSettings> settings, TimeProvider clock)
    {
        (_settings, _clock) = (settings.Value, clock);
        _line = new(Connect);
        _guard = new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                FailureRatio = 0.5, MinimumThroughput = 6, SamplingDuration = TimeSpan.FromSeconds(30), BreakDuration = TimeSpan.FromSeconds(10),
                ShouldHandle = new PredicateBuilder().Handle<HttpRequestException>().Handle<TimeoutRejectedException>().Handle<UnreadableReplyException>(),
            })
            .AddTimeout(new TimeoutStrategyOptions { Timeout = _settings.Timeout })
            .Build();
    }

    public bool Configured => _settings.Address is not null;

    /// <summary>TD0.2: does the person have an open DMP?</summary>
    public async Task<DmpStatus> StatusAsync(VihfClaims claims, Subject subject, string sourceId, CancellationToken ct)
    {
        var to = Address(_settings.ExistencePath);
        return ExistenceTest.Read(await CallAsync(to, ExistenceTest.Action, () =>
            ExistenceTest.Write(to, _line.Value.Vihf.Write(claims, _clock.GetUtcNow()), sourceId, _settings.SoftwareName, subject, _clock.GetUtcNow()), ct));
    }

    /// <summary>TD2.1: leaves the document with its metadata.</summary>
    public async Task<DepositOutcome> DepositAsync(VihfClaims claims, string entryUuid, DocumentEntry entry, SubmissionSet set, byte[] cda, ReplacedEntry? replaced, CancellationToken ct)
    {
        var to = Address(_settings.RepositoryPath);
        return DepositOutcome.Read(await SendAsync(to, () => DepositRequest.Create(to, _line.Value.Vihf.Write(claims, _clock.GetUtcNow()), entryUuid, entry, set, cda, replaced), ct));
    }

    /// <summary>TD3.1b: the registry's entry of one of our documents, or null.</summary>
    public async Task<RegisteredEntry?> FindAsync(VihfClaims claims, string uniqueId, CancellationToken ct)
    {
        var to = Address(_settings.RegistryPath);
        return EntryQuery.Read(await CallAsync(to, EntryQuery.Action, () => EntryQuery.Write(to, _line.Value.Vihf.Write(claims, _clock.GetUtcNow()), uniqueId), ct), uniqueId);
    }

    /// <summary>TD3.1: the entries of a person's DMP.</summary>
    public async Task<IReadOnlyList<FoundEntry>> SearchAsync(VihfClaims claims, IReadOnlyList<string>? types, DateTimeOffset since, CancellationToken ct)
    {
        var to = Address(_settings.RegistryPath);
        return DocumentSearch.Read(await CallAsync(to, EntryQuery.Action, () => DocumentSearch.Write(to, _line.Value.Vihf.Write(claims, _clock.GetUtcNow()), claims.Resource, types, since), ct));
    }

    public void Dispose()
    {
        if (_line.IsValueCreated) _line.Value.Http.Dispose();
    }

    private Task<XElement> CallAsync(Uri to, string action, Func<byte[]> envelope, CancellationToken ct) => SendAsync(to, () =>
    {
        var content = new ByteArrayContent(envelope());
        content.Headers.ContentType = MediaTypeHeaderValue.Parse($"application/soap+xml; charset=utf-8; action=\"{action}\"");
        return content;
    }, ct);

    private async Task<XElement> SendAsync(Uri to, Func<HttpContent> content, CancellationToken ct)
    {
        try
        {
            return await _guard.ExecuteAsync(async stop =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, to) { Content = content() };
                using var reply = await _line.Value.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);

                // SOAP 1.2 carries its faults on 400 and 500; anything else says nothing in SOAP.
                if (!reply.IsSuccessStatusCode && (int)reply.StatusCode is not (400 or 500)) throw new HttpRequestException($"The DMP answered {(int)reply.StatusCode}.", null, reply.StatusCode);
                return await SoapReply.ReadAsync(reply.Content, stop);
            }, ct);
        }
        catch (Exception e) when (e is HttpRequestException or TimeoutRejectedException or BrokenCircuitException or UnreadableReplyException or IOException)
        {
            throw new DmpUnavailableException(e is UnreadableReplyException ? "dmp-unreadable" : "dmp-unavailable", e);
        }
    }

    private Uri Address(string path) => new(_settings.Address ?? throw new DmpUnavailableException("dmp-not-configured", null), path);

    private (HttpClient, VihfWriter) Connect()
    {
        var handler = new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(5), PooledConnectionLifetime = TimeSpan.FromMinutes(10), AllowAutoRedirect = false, UseProxy = false, UseCookies = false };
        handler.SslOptions.ClientCertificates = [X509Certificate2.CreateFromPemFile(_settings.ClientCertificate, _settings.ClientKey)];
        if (_settings.Authority is { Length: > 0 } authority) handler.SslOptions.RemoteCertificateValidationCallback = Trusts(authority);
        var seal = X509Certificate2.CreateFromPemFile(_settings.SigningCertificate, _settings.SigningKey);
        return (new(handler) { Timeout = Timeout.InfiniteTimeSpan }, new(seal, new(_settings.SoftwareId, _settings.SoftwareName, _settings.SoftwareVersion, _settings.HomologationId)));
    }

    // Only the national authority's chain is believed; a wrong name or a missing certificate is never forgiven.
    private static RemoteCertificateValidationCallback Trusts(string authority)
    {
        var roots = new X509Certificate2Collection();
        roots.ImportFromPemFile(authority);
        return (_, certificate, _, errors) =>
        {
            if (certificate is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != 0) return false;
            using var chain = new X509Chain { ChainPolicy = { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true } };
            chain.ChainPolicy.CustomTrustStore.AddRange(roots);
            return chain.Build(X509CertificateLoader.LoadCertificate(certificate.GetRawCertData()));
        };
    }
}

/// <summary>The DMP cannot be asked now: the deposit waits and is tried again.</summary>
public sealed class DmpUnavailableException(string code, Exception? inner) : Exception("The DMP does not answer.", inner)
{
    public string Code => code;
}
