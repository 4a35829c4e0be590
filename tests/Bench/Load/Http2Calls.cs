namespace Bench.Load;

/// <summary>
/// Unary gRPC calls of one method on cleartext HTTP/2, from prebuilt bytes, so that the load costs little beside the server.
/// Their messages are taken in turn, from one connection and one shot to the next.
/// </summary>
internal sealed class Http2Calls(int port, string path, IReadOnlyList<byte[]> messages, IReadOnlyDictionary<string, string> headers)
{
    private readonly byte[] _block = HeaderBlock.Of(port, path, headers);
    private readonly int _longestMessage = messages.Max(message => message.Length);
    private int _turn = -1;

    public int Port => port;

    /// <summary>Room for the longest of the calls.</summary>
    public int Longest => 2 * Http2Frame.HeadLength + _block.Length + _longestMessage;

    /// <summary>What a client says first: no header table, the widest windows.</summary>
    public static byte[] Greeting { get; } =
    [
        .. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8,
        0, 0, 12, Http2Frame.Settings, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 4, 0x7f, 0xff, 0xff, 0xff,
        0, 0, 4, Http2Frame.Window, 0, 0, 0, 0, 0, 0x3f, 0xff, 0xff, 0xff,
    ];

    /// <summary>The frames of the next call; their length.</summary>
    public int Write(Span<byte> into, int stream)
    {
        var message = messages[(int)((uint)Interlocked.Increment(ref _turn) % messages.Count)];
        Http2Frame.Head(into, _block.Length, Http2Frame.Headers, Http2Frame.EndHeaders, stream);
        _block.CopyTo(into[Http2Frame.HeadLength..]);
        var data = into[(Http2Frame.HeadLength + _block.Length)..];
        Http2Frame.Head(data, message.Length, Http2Frame.Data, Http2Frame.EndStream, stream);
        message.CopyTo(data[Http2Frame.HeadLength..]);
        return 2 * Http2Frame.HeadLength + _block.Length + message.Length;
    }
}
