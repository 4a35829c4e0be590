using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Messaging.Operators;

/// <summary>A connection to an operator read by lines: every wait has an end, every line and block a cap.</summary>
public sealed class OperatorLine : IAsyncDisposable
{
    private const int LongestLine = 64 * 1024;
    private readonly OperatorAddress _address;
    private readonly byte[] _buffer = new byte[LongestLine];
    private Stream _stream;
    private int _start;
    private int _end;
    private Task<int>? _reading;

    private OperatorLine(OperatorAddress address, Stream stream) => (_address, _stream) = (address, stream);

    public static async Task<OperatorLine> ConnectAsync(OperatorAddress address, CancellationToken ct)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address.Host, address.Port, ct).AsTask().WaitAsync(address.Patience, ct);
            return new(address, new NetworkStream(socket, ownsSocket: true));
        }
        catch (Exception e) when (e is SocketException or TimeoutException)
        {
            socket.Dispose();
            throw new OperatorUnreachableException("The operator cannot be reached.", e);
        }
        catch (OperationCanceledException)
        {
            socket.Dispose();
            throw;
        }
    }

    public async Task StartTlsAsync(CancellationToken ct)
    {
        // An answer sent in clear before the handshake would be believed as if it had come through TLS.
        if (_end > _start) throw new OperatorUnreachableException("The operator sent data before the TLS handshake.");
        var tls = new SslStream(_stream);
        _stream = tls;
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = _address.Host,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            CertificateRevocationCheckMode = _address.CheckRevocation ? X509RevocationMode.Online : X509RevocationMode.NoCheck,
            // A session resumed would carry the certificate shown to another operator of the same host.
            AllowTlsResume = false,
            ClientCertificates = _address.ClientCertificate is { } own ? [own] : null,
        };
        if (_address.Roots is { } roots)
        {
            options.CertificateChainPolicy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = options.CertificateRevocationCheckMode };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(roots);
        }
        await WaitAsync(tls.AuthenticateAsClientAsync(options, ct), _address.Patience, ct);
    }

    public Task WriteLineAsync(string line, CancellationToken ct)
    {
        if (line.AsSpan().IndexOfAny('\r', '\n', '\0') >= 0) throw new ArgumentException("A command holds one line.", nameof(line));
        return WriteAsync(Encoding.UTF8.GetBytes(line + "\r\n"), ct);
    }

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        for (var sent = 0; sent < bytes.Length; sent += LongestLine)
        {
            await WaitAsync(_stream.WriteAsync(bytes.Slice(sent, Math.Min(LongestLine, bytes.Length - sent)), ct).AsTask(), _address.Patience, ct);
        }
    }

    public async Task<string> ReadLineAsync(CancellationToken ct)
    {
        while (true)
        {
            if (TakeLine() is { } line) return line;
            await FillAsync(_address.Patience, ct);
        }
    }

    /// <summary>Null when the operator stays silent for the whole wait; the connection goes on.</summary>
    public async Task<string?> TryReadLineAsync(TimeSpan longest, CancellationToken ct)
    {
        var until = Environment.TickCount64 + (long)longest.TotalMilliseconds;
        while (true)
        {
            if (TakeLine() is { } line) return line;
            var left = until - Environment.TickCount64;
            StartReading(ct);
            if (left <= 0 || !await FinishesAsync(_reading!, TimeSpan.FromMilliseconds(left), ct)) return null;
            await FillAsync(_address.Patience, ct);
        }
    }

    public async Task<byte[]> ReadBlockAsync(int length, CancellationToken ct)
    {
        var block = new byte[length];
        for (var filled = 0; filled < length;)
        {
            if (_start == _end) await FillAsync(_address.Patience, ct);
            var taken = Math.Min(length - filled, _end - _start);
            _buffer.AsSpan(_start, taken).CopyTo(block.AsSpan(filled));
            _start += taken;
            filled += taken;
        }
        return block;
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private async Task FillAsync(TimeSpan patience, CancellationToken ct)
    {
        StartReading(ct);
        await WaitAsync(_reading!, patience, ct);
        FinishReading();
    }

    private string? TakeLine()
    {
        var unread = _buffer.AsSpan(_start, _end - _start);
        var end = unread.IndexOf((byte)'\n');
        if (end < 0) return null;
        _start += end + 1;
        return Mail.Charsets.Guess(unread[..end].TrimEnd((byte)'\r'));
    }

    private static async Task<bool> FinishesAsync(Task task, TimeSpan longest, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var silence = Task.Delay(longest, stop.Token);
        var first = await Task.WhenAny(task, silence);
        await stop.CancelAsync();
        ct.ThrowIfCancellationRequested();
        return first == task;
    }

    private void StartReading(CancellationToken ct)
    {
        if (_reading is not null) return;
        if (_start == _end) _start = _end = 0;
        if (_end == _buffer.Length)
        {
            if (_start == 0) throw new OperatorUnreachableException("The operator sent a line that is too long.");
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        _reading = _stream.ReadAsync(_buffer.AsMemory(_end), ct).AsTask();
    }

    private void FinishReading()
    {
        var read = _reading!.Result;
        _reading = null;
        if (read == 0) throw new OperatorUnreachableException("The operator closed the connection.");
        _end += read;
    }

    /// <summary>After a timeout the read may still be pending: the connection is no longer usable, and its owner drops it.</summary>
    private static async Task WaitAsync(Task task, TimeSpan patience, CancellationToken ct)
    {
        try
        {
            await task.WaitAsync(patience, ct);
        }
        catch (Exception e) when (e is IOException or SocketException or TimeoutException or AuthenticationException or ObjectDisposedException)
        {
            throw new OperatorUnreachableException(e is AuthenticationException ? "The operator's certificate is not accepted." : "The operator does not answer.", e);
        }
    }
}
