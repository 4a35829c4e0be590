using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Bench.Measuring;

namespace Bench.Load;

/// <summary>GETs, or posts of one form, on kept connections from prebuilt bytes, over TLS when a certificate is expected. Every answer must be a 200.</summary>
internal sealed class Http1Load(int port, string path, string? authorization, X509Certificate2? expected, string? form = null)
{
    private readonly byte[] _request = Encoding.ASCII.GetBytes(
        $"{(form is null ? "GET" : "POST")} {path} HTTP/1.1\r\nHost: localhost:{port}\r\n{(authorization is null ? "" : $"Authorization: {authorization}\r\n")}"
        + (form is null ? "\r\n" : $"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {form.Length}\r\n\r\n{form}"));

    public async Task<Shot> ShootAsync(int connections, TimeSpan length, Func<TimeSpan> cpu)
    {
        var before = cpu();
        var startedAt = Stopwatch.GetTimestamp();
        var until = startedAt + (long)(length.TotalSeconds * Stopwatch.Frequency);
        var all = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(() => RunAsync(until))));
        var took = Stopwatch.GetElapsedTime(startedAt);
        var latencies = new Latencies();
        foreach (var one in all) latencies.Add(one.Latencies);
        return Shot.Of(all.Sum(one => one.Count), took, latencies, cpu() - before);
    }

    /// <summary>The status of one request.</summary>
    public async Task<int> StatusAsync()
    {
        await using var stream = await ConnectAsync();
        await stream.WriteAsync(_request);
        var buffer = new byte[16 * 1024];
        var read = await stream.ReadAsync(buffer);
        return StatusOf(buffer.AsSpan(0, read));
    }

    private async Task<(long Count, Latencies Latencies)> RunAsync(long until)
    {
        await using var stream = await ConnectAsync();
        var (count, latencies, buffer) = (0L, new Latencies(), new byte[64 * 1024]);
        for (; Stopwatch.GetTimestamp() < until; count++)
        {
            var at = Stopwatch.GetTimestamp();
            await stream.WriteAsync(_request);
            for (var length = 0; !Whole(buffer.AsSpan(0, length));)
            {
                var read = await stream.ReadAsync(buffer.AsMemory(length));
                if (read == 0) throw new IOException("The server closed the connection.");
                length += read;
            }
            latencies.Add(at);
        }
        return (count, latencies);
    }

    private async Task<Stream> ConnectAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        var stream = new NetworkStream(socket, ownsSocket: true);
        if (expected is null) return stream;
        var tls = new SslStream(stream, leaveInnerStreamOpen: false, (_, shown, _, _) => shown is not null && shown.GetRawCertData().AsSpan().SequenceEqual(expected.RawData));
        await tls.AuthenticateAsClientAsync("localhost");
        return tls;
    }

    /// <summary>By its length, or by its last chunk.</summary>
    private static bool Whole(ReadOnlySpan<byte> answer)
    {
        var end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0) return false;
        if (StatusOf(answer) != 200) throw new IOException($"The server answered {Encoding.ASCII.GetString(answer[..end])}.");
        var head = Encoding.ASCII.GetString(answer[..end]);
        const string lengthField = "content-length: ";
        var at = head.IndexOf(lengthField, StringComparison.OrdinalIgnoreCase);
        if (at < 0) return answer.EndsWith("\r\n0\r\n\r\n"u8);
        var value = head.AsSpan(at + lengthField.Length);
        var line = value.IndexOf('\r');
        return answer.Length >= end + 4 + int.Parse(line < 0 ? value : value[..line], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static int StatusOf(ReadOnlySpan<byte> answer) => answer.Length < 12 ? 0 : (answer[9] - '0') * 100 + (answer[10] - '0') * 10 + answer[11] - '0';
}
