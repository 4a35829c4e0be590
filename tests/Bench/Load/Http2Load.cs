using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Bench.Measuring;

namespace Bench.Load;

/// <summary>As many calls as the server answers: on each of a few connections some are always open, and the next begins when one has ended.</summary>
/// <param name="streams">Open on each of the four connections.</param>
internal sealed class Http2Load(Http2Calls calls, int streams = 8)
{
    private const int Connections = 4;

    public async Task<Shot> ShootAsync(TimeSpan length, Func<TimeSpan> cpu)
    {
        var before = cpu();
        var startedAt = Stopwatch.GetTimestamp();
        var connections = Enumerable.Range(0, Connections).Select(_ => new Connection(calls, streams)).ToArray();
        await Task.WhenAll(connections.Select(connection => Task.Run(() => connection.RunAsync(length))));
        var took = Stopwatch.GetElapsedTime(startedAt);
        var latencies = new Latencies();
        foreach (var connection in connections) latencies.Add(connection.Latencies);
        return Shot.Of(connections.Sum(connection => connection.Answered), took, latencies, cpu() - before);
    }

    private sealed class Connection
    {
        private readonly Http2Calls _calls;
        private readonly Http2Answers _answers;
        private readonly int _streams;
        private readonly long[] _sentAt = Http2Answers.NewRing();
        private readonly byte[] _out;
        private int _outLength, _nextStream = 1, _open;

        public Connection(Http2Calls calls, int streams)
        {
            (_calls, _streams) = (calls, streams);
            _answers = new(Count);
            _out = new byte[calls.Longest * streams];
        }

        public Latencies Latencies { get; } = new();
        public long Answered { get; private set; }

        public async Task RunAsync(TimeSpan length)
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(IPAddress.Loopback, _calls.Port);
            await SendAsync(socket, Http2Calls.Greeting);
            var until = Stopwatch.GetTimestamp() + (long)(length.TotalSeconds * Stopwatch.Frequency);
            while (Stopwatch.GetTimestamp() < until || _open > 0)
            {
                while (_open < _streams && Stopwatch.GetTimestamp() < until) Ask();
                await SendAsync(socket, _out.AsMemory(0, _outLength));
                _outLength = 0;
                _answers.Take(await socket.ReceiveAsync(_answers.Room));
                await SendAsync(socket, _answers.Control.WrittenMemory);
                _answers.Control.ResetWrittenCount();
            }
        }

        private void Ask()
        {
            _sentAt[Http2Answers.Place(_nextStream)] = Stopwatch.GetTimestamp();
            _outLength += _calls.Write(_out.AsSpan(_outLength), _nextStream);
            _nextStream += 2;
            _open++;
        }

        private void Count(int stream)
        {
            Latencies.Add(_sentAt[Http2Answers.Place(stream)]);
            Answered++;
            _open--;
        }

        private static async Task SendAsync(Socket socket, ReadOnlyMemory<byte> bytes)
        {
            for (var sent = 0; sent < bytes.Length;) sent += await socket.SendAsync(bytes[sent..]);
        }
    }
}
