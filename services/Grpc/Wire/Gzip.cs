using System.Buffers;
using System.IO.Compression;
using Grpc.Core;

namespace Grpc.Wire;

/// <summary>The one compression both sides speak. Each message is compressed on its own.</summary>
internal static class Gzip
{
    public const string Name = "gzip";
    public const string Accepted = "identity,gzip";

    public static void Compress(ReadOnlySpan<byte> payload, CompressionLevel level, ArrayBufferWriter<byte> output)
    {
        using var target = new MemoryStream(payload.Length / 2 + 64);
        using (var gzip = new GZipStream(target, level, leaveOpen: true)) gzip.Write(payload);
        output.Write(target.GetBuffer().AsSpan(0, (int)target.Length));
    }

    /// <summary>Stops as soon as the message outgrows the limit, so that a bomb costs no more than the limit.</summary>
    public static ReadOnlySequence<byte> Expand(ReadOnlySequence<byte> payload, int limit)
    {
        using var source = new MemoryStream(payload.ToArray(), writable: false);
        using var gzip = new GZipStream(source, CompressionMode.Decompress);
        var output = new ArrayBufferWriter<byte>(Math.Max(256, (int)Math.Min(payload.Length * 2, limit)));
        try
        {
            while (true)
            {
                var read = gzip.Read(output.GetSpan(4096));
                if (read == 0) return new(output.WrittenMemory);
                output.Advance(read);
                if (output.WrittenCount > limit) throw TooLarge(limit);
            }
        }
        catch (InvalidDataException broken)
        {
            throw Failures.As(StatusCode.Internal, "The compressed message is broken.", broken);
        }
    }

    public static RpcException TooLarge(int limit) =>
        Failures.As(StatusCode.ResourceExhausted, $"The message is larger than the limit of {limit} bytes.");
}
