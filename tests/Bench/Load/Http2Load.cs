using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Bench.Measuring;

namespace Bench.Load;

/// <summary>
/// Unary gRPC requests on cleartext HTTP/2 from prebuilt bytes, so that the load costs little beside the server.
/// Every answer must have the expected length and end with grpc-status 0.
/// </summary>
internal sealed class Http2Load(int port, byte[] message, IReadOnlyDictionary<string, string> headers)
{
    private const int Connections = 4, Streams = 8;
    private static readonly byte[] StatusOk = [.. "\u000bgrpc-status\u00010"u8];

    public async Task<Shot> ShootAsync(TimeSpan length, Func<TimeSpan> cpu)
    {
        var before = cpu();
        var startedAt = Stopwatch.GetTimestamp();
        var connections = Enumerable.Range(0, Connections).Select(_ => new Connection(port, Block(), message)).ToArray();
        await Task.WhenAll(connections.Select(connection => Task.Run(() => connection.RunAsync(length))));
        var took = Stopwatch.GetElapsedTime(startedAt);
        var latencies = new Latencies();
        foreach (var connection in connections) latencies.Add(connection.Latencies);
        return Shot.Of(connections.Sum(connection => connection.Answered), took, latencies, cpu() - before);
    }

    /// <summary>The header block, with nothing in the dynamic table, as .NET's own client writes it.</summary>
    private byte[] Block()
    {
        using var block = new MemoryStream();
        block.Write([0x83, 0x86]);                       // :method POST, :scheme http
        Literal(block, [0x04], "/bench.Echo/Unary");     // :path
        Literal(block, [0x01], $"127.0.0.1:{port}");     // :authority
        Literal(block, [0x0f, 0x10], "application/grpc");
        foreach (var (name, value) in headers)
        {
            using var field = new MemoryStream();
            field.WriteByte(0);
            Text(field, name);
            Literal(block, field.ToArray(), value);
        }
        return block.ToArray();
    }

    private static void Literal(MemoryStream block, ReadOnlySpan<byte> name, string value)
    {
        block.Write(name);
        Text(block, value);
    }

    private static void Text(MemoryStream block, string text)
    {
        if (text.Length < 127) block.WriteByte((byte)text.Length);
        else
        {
            block.WriteByte(127);
            var rest = text.Length - 127;
            for (; rest >= 128; rest >>= 7) block.WriteByte((byte)(rest & 127 | 128));
            block.WriteByte((byte)rest);
        }
        block.Write(Encoding.ASCII.GetBytes(text));
    }

    private sealed class Connection(int port, byte[] block, byte[] message)
    {
        private const byte Data = 0, Headers = 1, Reset = 3, Settings = 4, Ping = 6, GoAway = 7;
        private readonly byte[] _frames = new byte[9 + block.Length + 9 + message.Length];
        private readonly long[] _sentAt = new long[1024];
        private readonly byte[] _out = new byte[256 * 1024];
        private readonly byte[] _in = new byte[256 * 1024];
        private int _outLength, _inLength, _nextStream = 1, _open, _received;

        public Latencies Latencies { get; } = new();
        public long Answered { get; private set; }

        public async Task RunAsync(TimeSpan length)
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(IPAddress.Loopback, port);
            Greet();
            var until = Stopwatch.GetTimestamp() + (long)(length.TotalSeconds * Stopwatch.Frequency);
            while (Stopwatch.GetTimestamp() < until || _open > 0)
            {
                while (_open < Streams && Stopwatch.GetTimestamp() < until) Ask();
                await FlushAsync(socket);
                var read = await socket.ReceiveAsync(_in.AsMemory(_inLength));
                if (read == 0) throw new IOException("The server closed the connection.");
                _inLength += read;
                TakeFrames();
            }
        }

        private void Greet()
        {
            Write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8);
            Write([0, 0, 12, Settings, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 4, 0x7f, 0xff, 0xff, 0xff]);   // no header table, widest window
            Write([0, 0, 4, 8, 0, 0, 0, 0, 0, 0x3f, 0xff, 0xff, 0xff]);
            Frame(_frames, block.Length, Headers, flags: 4);
            block.CopyTo(_frames, 9);
            Frame(_frames.AsSpan(9 + block.Length), message.Length, Data, flags: 1);
            message.CopyTo(_frames, 18 + block.Length);
        }

        private void Ask()
        {
            BinaryPrimitives.WriteInt32BigEndian(_frames.AsSpan(5), _nextStream);
            BinaryPrimitives.WriteInt32BigEndian(_frames.AsSpan(14 + block.Length), _nextStream);
            _sentAt[_nextStream / 2 % _sentAt.Length] = Stopwatch.GetTimestamp();
            Write(_frames);
            _nextStream += 2;
            _open++;
        }

        private void TakeFrames()
        {
            var at = 0;
            while (_inLength - at >= 9)
            {
                var frame = _in.AsSpan(at);
                var length = frame[0] << 16 | frame[1] << 8 | frame[2];
                if (_inLength - at < 9 + length) break;
                Take(frame[3], frame[4], BinaryPrimitives.ReadInt32BigEndian(frame[5..]) & 0x7fffffff, frame.Slice(9, length));
                at += 9 + length;
            }
            _in.AsSpan(at, _inLength - at).CopyTo(_in);
            _inLength -= at;
        }

        private void Take(byte type, byte flags, int stream, ReadOnlySpan<byte> payload)
        {
            switch (type)
            {
                case Settings when (flags & 1) == 0: Write([0, 0, 0, Settings, 1, 0, 0, 0, 0]); return;
                case Ping when (flags & 1) == 0: Write([0, 0, 8, Ping, 1, 0, 0, 0, 0]); Write(payload); return;
                case Reset or GoAway: throw new IOException($"The server ended stream {stream}.");
                case Data: Replenish(payload.Length); break;
            }
            if ((flags & 1) == 0 || type is not (Data or Headers)) return;
            if (type == Data || payload.IndexOf(StatusOk) < 0) throw new IOException("A call did not end with status 0.");
            Latencies.Add(_sentAt[stream / 2 % _sentAt.Length]);
            Answered++;
            _open--;
        }

        private void Replenish(int length)
        {
            if ((_received += length) < 0x10000000) return;
            Span<byte> frame = [0, 0, 4, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0];
            BinaryPrimitives.WriteInt32BigEndian(frame[9..], _received);
            Write(frame);
            _received = 0;
        }

        private static void Frame(Span<byte> frame, int length, byte type, byte flags)
        {
            (frame[0], frame[1], frame[2], frame[3], frame[4]) = ((byte)(length >> 16), (byte)(length >> 8), (byte)length, type, flags);
        }

        private void Write(ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(_out.AsSpan(_outLength));
            _outLength += bytes.Length;
        }

        private async Task FlushAsync(Socket socket)
        {
            for (var sent = 0; sent < _outLength;) sent += await socket.SendAsync(_out.AsMemory(sent, _outLength - sent));
            _outLength = 0;
        }
    }
}
