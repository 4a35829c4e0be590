using System.Text;

namespace Bench.Load;

/// <summary>A request's header block (RFC 7541), with nothing in the dynamic table, as .NET's own client writes it.</summary>
internal static class HeaderBlock
{
    public static byte[] Of(int port, string path, IReadOnlyDictionary<string, string> headers)
    {
        using var block = new MemoryStream();
        block.Write([0x83, 0x86]);                      // :method POST, :scheme http
        Literal(block, [0x04], path);                   // :path
        Literal(block, [0x01], $"127.0.0.1:{port}");    // :authority
        Literal(block, [0x0f, 0x10], "application/grpc");
        foreach (var (name, value) in headers)
        {
            block.WriteByte(0);
            Text(block, name);
            Text(block, value);
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
}
