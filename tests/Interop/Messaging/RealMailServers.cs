using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Interop.TeamMail;
using Messaging.Operators;
using Messaging.Tests.Peers;
using Xunit;

[assembly: AssemblyFixture(typeof(RealMailServers))]

namespace Interop.TeamMail;

/// <summary>Postfix and Dovecot from Debian, with a configuration of their own on free loopback ports; installed when root may do so.</summary>
public sealed class RealMailServers : IAsyncLifetime
{
    public const string Domain = "essai.mssante.fr";
    public const string Password = "mot-de-passe-essai";
    private readonly string _folder = Directory.CreateTempSubdirectory("mail-servers-").FullName;
    private readonly PeerCertificate _certificate = new();
    private readonly (int Smtp, int Imap, int Lmtp, int Auth) _ports = (FreePort(), FreePort(), FreePort(), FreePort());
    private Process? _dovecot;

    public OperatorAddress Smtp => Address(_ports.Smtp);
    public OperatorAddress Imap => Address(_ports.Imap);

    /// <summary>Null when the servers run, else why they cannot.</summary>
    public string? Missing { get; private set; } = "not started";

    public async ValueTask InitializeAsync()
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root") Missing = "Postfix and Dovecot need root";
        else if (!await InstalledAsync()) Missing = "Postfix and Dovecot are not installed and cannot be";
        else Missing = await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_dovecot is not null)
        {
            await RunAsync("postfix", "-c", Path.Combine(_folder, "etc"), "stop");
            _dovecot.Kill(entireProcessTree: true);
            await _dovecot.WaitForExitAsync();
            _dovecot.Dispose();
        }
        _certificate.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<string?> StartAsync()
    {
        foreach (var name in (string[])["etc", "queue", "data", "box", "run", "state"]) Directory.CreateDirectory(Path.Combine(_folder, name));
        await RunAsync("chmod", "755", _folder);
        await RunAsync("chown", "postfix", Path.Combine(_folder, "data"));
        await RunAsync("chown", "mail:mail", Path.Combine(_folder, "box"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "dovecot.conf"), Dovecot());
        await File.WriteAllTextAsync(Path.Combine(_folder, "etc", "main.cf"), Postfix());
        await File.WriteAllTextAsync(Path.Combine(_folder, "etc", "master.cf"), Master());
        await File.WriteAllTextAsync(Path.Combine(_folder, "etc", "dynamicmaps.cf"), "");
        _dovecot = Process.Start(new ProcessStartInfo("dovecot", ["-F", "-c", Path.Combine(_folder, "dovecot.conf")]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var (code, said) = await RunAsync("postfix", "-c", Path.Combine(_folder, "etc"), "start");
        if (code != 0) return "Postfix did not start: " + said;
        foreach (var port in (int[])[_ports.Smtp, _ports.Imap, _ports.Lmtp, _ports.Auth]) await AnsweringAsync(port);
        return null;
    }

    private string Dovecot() => $$"""
        protocols = imap lmtp
        base_dir = {{_folder}}/run
        state_dir = {{_folder}}/state
        log_path = {{_folder}}/dovecot.log
        ssl = required
        ssl_cert = <{{_certificate.CertificateFile}}
        ssl_key = <{{_certificate.PairFile}}
        auth_mechanisms = plain
        first_valid_uid = 1
        first_valid_gid = 1
        mail_location = maildir:{{_folder}}/box/%d/%n
        default_login_user = dovenull
        service imap-login {
          inet_listener imap {
            address = 127.0.0.1
            port = {{_ports.Imap}}
          }
          inet_listener imaps {
            port = 0
          }
        }
        service lmtp {
          inet_listener lmtp {
            address = 127.0.0.1
            port = {{_ports.Lmtp}}
          }
        }
        service auth {
          inet_listener postfix {
            address = 127.0.0.1
            port = {{_ports.Auth}}
          }
        }
        passdb {
          driver = static
          args = password={{Password}}
        }
        userdb {
          driver = static
          args = uid=mail gid=mail home={{_folder}}/box/%d/%n
        }
        """;

    private string Postfix() => $$"""
        compatibility_level = 3.6
        queue_directory = {{_folder}}/queue
        data_directory = {{_folder}}/data
        maillog_file = {{_folder}}/postfix.log
        maillog_file_prefixes = {{Path.GetTempPath().TrimEnd('/')}}
        myhostname = mta.{{Domain}}
        mydestination =
        inet_interfaces = 127.0.0.1
        inet_protocols = ipv4
        mynetworks =
        virtual_mailbox_domains = {{Domain}}
        virtual_transport = lmtp:inet:127.0.0.1:{{_ports.Lmtp}}
        transport_maps = inline:{ { personne@{{Domain}} = error:5.1.1 unknown mailbox } }
        disable_dns_lookups = yes
        smtpd_peername_lookup = no
        message_size_limit = 30000000
        smtpd_tls_security_level = may
        smtpd_tls_auth_only = yes
        smtpd_tls_cert_file = {{_certificate.CertificateFile}}
        smtpd_tls_key_file = {{_certificate.PairFile}}
        smtpd_sasl_auth_enable = yes
        smtpd_sasl_type = dovecot
        smtpd_sasl_path = inet:127.0.0.1:{{_ports.Auth}}
        smtpd_relay_restrictions = permit_sasl_authenticated, reject
        alias_maps =
        """;

    private string Master() => $"""
        127.0.0.1:{_ports.Smtp} inet n - n - - smtpd
        pickup unix n - n 60 1 pickup
        cleanup unix n - n - 0 cleanup
        qmgr unix n - n 300 1 qmgr
        tlsmgr unix - - n 1000? 1 tlsmgr
        rewrite unix - - n - - trivial-rewrite
        bounce unix - - n - 0 bounce
        defer unix - - n - 0 bounce
        trace unix - - n - 0 bounce
        verify unix - - n - 1 verify
        error unix - - n - - error
        retry unix - - n - - error
        lmtp unix - - n - - lmtp
        anvil unix - - n - 1 anvil
        scache unix - - n - 1 scache
        proxymap unix - - n - - proxymap
        proxywrite unix - - n - 1 proxymap
        flush unix n - n 1000? 0 flush
        local unix - n n - - local
        virtual unix - n n - - virtual
        smtp unix - - n - - smtp
        relay unix - - n - - smtp
        discard unix - - n - - discard
        showq unix n - n - - showq
        postlog unix-dgram n - n - 1 postlogd

        """;

    private static async Task<bool> InstalledAsync()
    {
        if (File.Exists("/usr/sbin/postfix") && File.Exists("/usr/sbin/dovecot") && File.Exists("/usr/lib/dovecot/lmtp")) return true;
        var (code, _) = await RunAsync("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "-qq", "--no-install-recommends", "postfix", "dovecot-imapd", "dovecot-lmtpd");
        return code == 0;
    }

    private OperatorAddress Address(int port)
    {
        var roots = new X509Certificate2Collection { _certificate.Certificate };
        return new("localhost", port) { Roots = roots, Patience = TimeSpan.FromSeconds(10) };
    }

    private static async Task AnsweringAsync(int port)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (await timer.WaitForNextTickAsync(late.Token))
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port, late.Token);
                return;
            }
            catch (SocketException)
            {
                // Not yet: the server is starting.
            }
        }
    }

    private static async Task<(int Code, string Said)> RunAsync(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await said);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
