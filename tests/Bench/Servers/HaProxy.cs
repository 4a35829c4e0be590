using Bench.Measuring;

namespace Bench.Servers;

/// <summary>HAProxy verifying the same RS256 tokens, where it is installed.</summary>
internal static class HaProxy
{
    public static bool Installed => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin").Any(folder => File.Exists(Path.Combine(folder, "haproxy")));

    public static async Task<ServedProcess> StartAsync(string folder, int port, int backend, string certificate, string publicKey)
    {
        var file = Path.Combine(folder, "haproxy.cfg");
        await File.WriteAllTextAsync(file, $$"""
            global
              nbthread 2
              maxconn 2000
            defaults
              mode http
              timeout connect 2s
              timeout client 30s
              timeout server 30s
            frontend guarded
              bind 127.0.0.1:{{port}} ssl crt {{certificate}}
              http-request set-var(txn.token) http_auth_bearer
              http-request deny deny_status 401 unless { var(txn.token),jwt_header_query('$.alg') -m str RS256 }
              http-request deny deny_status 401 unless { var(txn.token),jwt_payload_query('$.iss') -m str {{Issuer.Name}} }
              http-request deny deny_status 401 unless { var(txn.token),jwt_payload_query('$.aud') -m str platform }
              http-request deny deny_status 401 unless { var(txn.token),jwt_verify("RS256","{{publicKey}}") -m int 1 }
              http-request set-var(txn.exp) var(txn.token),jwt_payload_query('$.exp','int')
              http-request set-var(txn.now) date()
              http-request deny deny_status 401 if { var(txn.exp),sub(txn.now) -m int lt 0 }
              default_backend rows
            backend rows
              http-reuse always
              server one 127.0.0.1:{{backend}}

            """);
        var program = File.Exists("/usr/sbin/haproxy") ? "/usr/sbin/haproxy" : "haproxy";
        return await ServedProcess.StartAsync(program, ["-db", "-f", file], null, port, null, folder);
    }
}
