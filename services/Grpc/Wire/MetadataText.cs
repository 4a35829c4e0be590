using Grpc.Core;

namespace Grpc.Wire;

/// <summary>Metadata as HTTP header fields: what may pass, and how bytes are written.</summary>
internal static class MetadataText
{
    public static string Value(Metadata.Entry entry) =>
        entry.IsBinary ? Convert.ToBase64String(entry.Bytes).TrimEnd('=') : entry.Value;

    /// <summary>The transport writes these itself; metadata cannot replace them.</summary>
    public static bool Reserved(string key) =>
        key.StartsWith("grpc-", StringComparison.OrdinalIgnoreCase) && !key.Equals("grpc-status-details-bin", StringComparison.OrdinalIgnoreCase)
        || key is "te" or "content-type" or "content-length" or "host" or "user-agent" or "transfer-encoding" or "connection";

    public static void Receive(Metadata metadata, string key, string? value)
    {
        if (value is null || key.StartsWith(':') || OfTransport(key)) return;
        if (!key.EndsWith(Metadata.BinaryHeaderSuffix, StringComparison.OrdinalIgnoreCase))
        {
            metadata.Add(Metadata.Entry.Received(key, value));
            return;
        }
        foreach (var part in value.Split(','))
        {
            if (Bytes(part.AsSpan().Trim()) is { } bytes) metadata.Add(Metadata.Entry.Received(key, bytes));
        }
    }

    private static bool OfTransport(string key) =>
        Reserved(key) && !key.Equals("user-agent", StringComparison.OrdinalIgnoreCase)
        || key.ToLowerInvariant() is "te" or "content-type" or "content-length" or "host" or "transfer-encoding" or "connection" or "trailer" or "date";

    /// <summary>Padded or not; null when it is no base64 at all.</summary>
    private static byte[]? Bytes(ReadOnlySpan<char> text)
    {
        text = text.TrimEnd('=');
        Span<char> padded = text.Length <= 512 ? stackalloc char[text.Length + 3] : new char[text.Length + 3];
        text.CopyTo(padded);
        var length = text.Length;
        while (length % 4 != 0 && length < padded.Length) padded[length++] = '=';
        var bytes = new byte[length / 4 * 3];
        return Convert.TryFromBase64Chars(padded[..length], bytes, out var written) ? bytes[..written] : null;
    }
}
