using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using AppHost.Certificates;
using AppHost.Processes;

namespace AppHost.Layout;

/// <summary>The whole platform on one machine: what a cluster would run, as processes.</summary>
internal sealed class LocalPlatform : IAsyncDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(3);
    private readonly string _root;
    private readonly string _data;
    private readonly HostOptions _options;
    private readonly Ports _ports;
    private readonly DevelopmentAuthority _authority;
    private readonly ClientKeys _keys;
    private readonly ServiceSettings _settings;
    private readonly List<RunningProcess> _processes = [];
    private ProcessLog? _log;

    public LocalPlatform(string root, HostOptions options)
    {
        (_root, _options) = (root, options);
        _data = Path.GetFullPath(options.Data, root);
        _ports = new(options.PortBase);
        _authority = new(Path.Combine(_data, "pki"));
        _keys = new(Path.Combine(_data, "keys"));
        _settings = new(options, _data, _ports, _authority, _keys);
    }

    public Uri Gateway => new(_settings.PublicAddress);
    public string Authority => _authority.Authority;
    public string EditorKey => _keys.KeyOf(ClientKeys.Editor);

    /// <summary>Removes the data of this folder, after ending what may still write to it. Databases of a PostgreSQL server are left alone.</summary>
    public void Forget()
    {
        Leftovers.End(_data, _root);
        if (!Directory.Exists(_data)) return;
        if (!File.Exists(Path.Combine(_data, "pki", "complete")) && Directory.EnumerateFileSystemEntries(_data).Any())
            throw new InvalidOperationException($"{_data} was not made by this program; it is left as it is.");
        Directory.Delete(_data, recursive: true);
    }

    public async Task<bool> StartAsync(CancellationToken ct)
    {
        Leftovers.End(_data, _root);
        Directory.CreateDirectory(_data);
        _authority.Prepare();
        _keys.Prepare([.. ServiceSettings.Services, "gateway"], _settings.PublicAddress);
        SidecarFile.Write(_data, _ports, _settings);
        _log = new(_data, _options.Verbose) { ShowTroubles = _options.Command != "journey" };

        var watch = Stopwatch.StartNew();
        foreach (var plan in new[] { _settings.Sidecar(_root), _settings.Sandbox() }.Concat(ServiceSettings.Services.Select(_settings.Service)).Append(_settings.Gateway()))
        {
            var process = new RunningProcess(plan, _root, _log);
            _processes.Add(process);
            process.Start();
        }
        return await ReadyAsync(watch, ct);
    }

    public void Greet() => Console.WriteLine($"""

        Passerelle       {_settings.PublicAddress}          (documentation de l'API : /docs)
        Téléservices     {_settings.PublicAddress}/sandbox/ (ce qu'ont reçu INSi, DMP, MSSanté, Mon espace santé)
        Connexion        {_settings.PublicAddress}/bff/login : choisir Claire MONTAGNE (IDE), Hélène VASSEUR (médecin coordonnateur),
                         Paul ERMONT (identitovigilance), Sophie LANGLOIS (admissions) ou Karim BELLEC (autre organisme)
        Autorité locale  {_authority.Authority} (à faire accepter par le navigateur)
        Journaux         {Path.Combine(_data, "logs")}
        Ctrl-C pour arrêter.
        """);

    /// <summary>Stays until asked to stop; processes that end are started again meanwhile.</summary>
    public async Task WatchAsync(CancellationToken ct)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, ct);
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine("Stopping…");
        }
    }

    public async ValueTask DisposeAsync()
    {
        // The edge first, so that nothing new enters; the broker last, so that what is in hand still leaves.
        var edge = _processes.Where(process => process.Plan.Name == "gateway").ToList();
        var broker = _processes.Where(process => process.Plan.Name is "sidecar" or "sandbox").ToList();
        foreach (var group in new[] { edge, [.. _processes.Except(edge).Except(broker)], broker })
            await Task.WhenAll(group.Select(process => process.DisposeAsync().AsTask()));
        var list = Path.Combine(_data, "processes");
        if (_processes.Count > 0 && File.Exists(list)) File.Delete(list);
        _log?.Dispose();
    }

    private async Task<bool> ReadyAsync(Stopwatch watch, CancellationToken ct)
    {
        using var client = TrustingClient.Of(_authority.Authority);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(LongestStart);
        try
        {
            await Task.WhenAll(_processes.Select(process => WaitAsync(process, client, watch, limit.Token)));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            Console.WriteLine($"Not everything is ready after {LongestStart.TotalSeconds:0} s; see {Path.Combine(_data, "logs")}.");
            return false;
        }
        Console.WriteLine($"Everything is ready in {watch.Elapsed.TotalSeconds:0.0} s.");
        return true;
    }

    private static async Task WaitAsync(RunningProcess process, HttpClient client, Stopwatch watch, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                using var reply = await client.GetAsync(process.Plan.Ready, ct);
                if (reply.IsSuccessStatusCode) break;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            await Task.Delay(100, ct);
        }
        Console.WriteLine($"  {watch.Elapsed.TotalSeconds,5:0.0} s  {process.Plan.Name}");
    }
}

/// <summary>An HTTP client that believes the development authority and no other.</summary>
internal static class TrustingClient
{
    public static HttpClient Of(string authorityFile, bool followRedirects = true) => new(Handler(authorityFile, followRedirects)) { Timeout = TimeSpan.FromSeconds(30) };

    public static SocketsHttpHandler Handler(string authorityFile, bool followRedirects) => new()
    {
        UseProxy = false,
        AllowAutoRedirect = followRedirects,
        SslOptions = new()
        {
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck,
                CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(authorityFile) },
            },
        },
    };
}
