using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Bench.Measuring;

namespace Bench.Load;

/// <summary>One connection on which one thread begins calls and another reads their answers, both blocking.</summary>
internal sealed class PacedConnection : IDisposable
{
    // Kestrel refuses a hundred and first stream.
    private const int MostOpen = 100;

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly Http2Calls _calls;
    private readonly Http2Answers _answers;
    private readonly long[] _due = Http2Answers.NewRing();
    private readonly byte[] _out;
    private readonly Lock _writing = new();
    private int _nextStream = 1, _open;
    private volatile bool _closing;

    public PacedConnection(Http2Calls calls)
    {
        _calls = calls;
        _answers = new(Count);
        _out = new byte[calls.Longest];
        _socket.Connect(IPAddress.Loopback, calls.Port);
        Send(Http2Calls.Greeting);
    }

    public Latencies Latencies { get; } = new();
    public bool Full => Volatile.Read(ref _open) >= MostOpen;
    public bool Idle => Volatile.Read(ref _open) == 0;

    public void Begin(long due)
    {
        Volatile.Write(ref _due[Http2Answers.Place(_nextStream)], due);
        var length = _calls.Write(_out, _nextStream);
        _nextStream += 2;
        Interlocked.Increment(ref _open);
        Send(_out.AsSpan(0, length));
    }

    /// <summary>Reads until the connection is closed from this side.</summary>
    public void Read()
    {
        try
        {
            while (!_closing)
            {
                _answers.Take(_socket.Receive(_answers.Room.Span));
                if (_answers.Control.WrittenCount == 0) continue;
                Send(_answers.Control.WrittenSpan);
                _answers.Control.ResetWrittenCount();
            }
        }
        catch (Exception ended) when (_closing && ended is (SocketException or IOException or ObjectDisposedException))
        {
            // The receive that was waiting when the connection was closed.
        }
        finally
        {
            _socket.Dispose();   // whoever still begins calls must not wait for their answers
        }
    }

    public void Dispose()
    {
        _closing = true;
        _socket.Dispose();
    }

    private void Count(int stream)
    {
        Latencies.Add(Volatile.Read(ref _due[Http2Answers.Place(stream)]));
        Interlocked.Decrement(ref _open);
    }

    private void Send(ReadOnlySpan<byte> bytes)
    {
        lock (_writing)
        {
            while (bytes.Length > 0) bytes = bytes[_socket.Send(bytes)..];
        }
    }
}
