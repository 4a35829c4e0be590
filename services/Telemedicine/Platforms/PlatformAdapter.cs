using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Telemedicine.Platforms;

/// <summary>The platform does not answer, or answers what cannot be understood.</summary>
public sealed class PlatformDownException(string code, string cause, Exception? inner = null) : Exception($"{code}: {cause}", inner);

/// <summary>One telemedicine platform, by what it can do. Its bytes are hostile: deadlines, sizes, no redirection.</summary>
public abstract class PlatformAdapter : IDisposable
{
    private const long LargestAnswer = 24 * 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly HttpClient _http;

    protected PlatformAdapter(string code, PlatformSettings settings)
    {
        (Code, Settings) = (code, settings);
        var sockets = new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(5), PooledConnectionLifetime = TimeSpan.FromMinutes(5) };
        if (settings.TrustedRoots.Length > 0) sockets.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = Policy(settings.TrustedRoots) };
        _http = new(sockets) { BaseAddress = settings.Address, Timeout = Patience, MaxResponseContentBufferSize = LargestAnswer };
    }

    public string Code { get; }

    public PlatformSettings Settings { get; }

    public bool Can(Capabilities capability) => Settings.Capabilities.HasFlag(capability);

    public void Dispose()
    {
        _http.Dispose();
        GC.SuppressFinalize(this);
    }

    protected async Task<string> CallAsync(HttpMethod method, string path, HttpContent? body, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        request.Headers.TryAddWithoutValidation("Authorization", "ApiKey " + (await File.ReadAllTextAsync(Settings.ApiKeyFile, ct)).Trim());
        try
        {
            using var reply = await _http.SendAsync(request, ct);
            if (reply.StatusCode == HttpStatusCode.NotFound) throw new PlatformDownException(Code, "not found");
            if (!reply.IsSuccessStatusCode) throw new PlatformDownException(Code, $"status {(int)reply.StatusCode}");
            return await reply.Content.ReadAsStringAsync(ct);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException && !ct.IsCancellationRequested)
        {
            throw new PlatformDownException(Code, "no answer", e);
        }
    }

    private static X509ChainPolicy Policy(string roots)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(roots);
        return policy;
    }
}
