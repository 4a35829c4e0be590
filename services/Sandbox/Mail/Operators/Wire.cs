using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Sandbox.Mail.Operators;

/// <summary>The client broke the line discipline of the protocol; the session cannot go on safely.</summary>
public sealed class BrokenLineException(string message) : Exception(message);

/// <summary>
/// A connection read line by line. A line ends with CRLF and nothing else: a lone CR or LF is how one mail is smuggled inside another,
/// so it ends the session.
/// </summary>
internal sealed class Wire(Stream stream, TimeSpan patience) : IAsyncDisposable
{
    private const int Capacity = 64 * 1024;
    private readonly byte[] _buffer = new byte[Capacity];
    private readonly MemoryStream _unsent = new();
    private Stream _stream = stream;
    private int _start;
    private int _end;

    public bool Secure { get; private set; }

    public X509Certificate2? Peer { get; private set; }

    /// <summary>Bytes received and not yet read: the client pipelines.</summary>
    public bool HasUnread => _end > _start;

    public void Write(string text) => _unsent.Write(Encoding.Latin1.GetBytes(text));

    public void Write(ReadOnlySpan<byte> bytes) => _unsent.Write(bytes);

    public void WriteLine(string text) => Write(text + "\r\n");

    public async Task FlushAsync(CancellationToken ct)
    {
        if (_unsent.Length == 0) return;
        var bytes = _unsent.ToArray();
        _unsent.SetLength(0);
        await _stream.WriteAsync(bytes, ct).AsTask().WaitAsync(patience, ct);
        await _stream.FlushAsync(ct);
    }

    /// <summary>A strict line without its CRLF, one character a byte.</summary>
    public async Task<string> ReadLineAsync(int most, CancellationToken ct)
    {
        var chunk = (await ReadChunkAsync(most, ct)).Span;
        if (chunk.Length < 2 || chunk[^1] != '\n') throw new BrokenLineException(chunk.Length >= most ? "line too long" : "line not ended by CRLF");
        if (chunk[^2] != '\r') throw new BrokenLineException("bare LF is not a line ending");
        var line = chunk[..^2];
        if (line.Contains((byte)'\r') || line.Contains((byte)0)) throw new BrokenLineException("bare CR or NUL in a line");
        return Encoding.Latin1.GetString(line);
    }

    /// <summary>The bytes up to the next LF included, or <paramref name="most"/> bytes of a longer line. Valid until the next read.</summary>
    public async Task<ReadOnlyMemory<byte>> ReadChunkAsync(int most, CancellationToken ct)
    {
        var searched = 0;
        while (true)
        {
            var found = Array.IndexOf(_buffer, (byte)'\n', _start + searched, _end - _start - searched);
            var length = found >= 0 ? found - _start + 1 : _end - _start;
            if (length > most) return Take(most);
            if (found >= 0) return Take(length);
            searched = length;
            await FillAsync(ct);
        }
    }

    public async Task<byte[]> ReadExactlyAsync(int count, CancellationToken ct)
    {
        var bytes = new byte[count];
        var filled = 0;
        while (filled < count)
        {
            if (!HasUnread) await FillAsync(ct);
            var taken = Take(Math.Min(count - filled, _end - _start));
            taken.Span.CopyTo(bytes.AsSpan(filled));
            filled += taken.Length;
        }

        return bytes;
    }

    public async Task StartTlsAsync(SslServerAuthenticationOptions options, CancellationToken ct)
    {
        // What was sent in clear after STARTTLS would be believed as if it had come through TLS.
        if (HasUnread) throw new BrokenLineException("command sent before the TLS handshake");
        var tls = new SslStream(_stream);
        _stream = tls;
        await tls.AuthenticateAsServerAsync(options, ct).WaitAsync(patience, ct);
        if (tls.SslProtocol is not (SslProtocols.Tls12 or SslProtocols.Tls13)) throw new AuthenticationException("TLS 1.2 or later is required.");
        Secure = true;
        Peer = tls.RemoteCertificate is { } certificate ? X509CertificateLoader.LoadCertificate(certificate.GetRawCertData()) : null;
    }

    public async ValueTask DisposeAsync()
    {
        Peer?.Dispose();
        await _stream.DisposeAsync();
        await _unsent.DisposeAsync();
    }

    private ReadOnlyMemory<byte> Take(int count)
    {
        var taken = _buffer.AsMemory(_start, count);
        _start += count;
        return taken;
    }

    private async Task FillAsync(CancellationToken ct)
    {
        if (_start == _end) _start = _end = 0;
        if (_end == Capacity)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        var read = await _stream.ReadAsync(_buffer.AsMemory(_end), ct).AsTask().WaitAsync(patience, ct);
        if (read == 0) throw new EndOfStreamException("The client closed the connection.");
        _end += read;
    }
}
