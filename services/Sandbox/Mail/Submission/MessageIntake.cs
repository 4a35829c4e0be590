using Sandbox.Mail.Operators;

namespace Sandbox.Mail.Submission;

/// <summary>What DATA brought: the mail, or the reason why it is refused.</summary>
internal sealed record Intake(byte[] Mail, string? Refusal);

/// <summary>
/// Reads a mail up to its lone dot. Only CRLF . CRLF ends it: any other mixture of CR, LF and dot is refused, after the true end was found,
/// since two servers that disagree on where a mail ends let a forged one through.
/// </summary>
internal static class MessageIntake
{
    private const int LongestLine = 1000;

    public static async Task<Intake> ReadAsync(Wire wire, long most, bool eightBit, Func<long, bool> drop, CancellationToken ct)
    {
        var mail = new MemoryStream();
        string? refusal = null;
        var received = 0L;
        var lineStart = true;
        byte last = (byte)'\n';
        while (true)
        {
            var chunk = await wire.ReadChunkAsync(LongestLine, ct);
            received += chunk.Length;
            if (drop(received)) throw new EndOfStreamException("Dropped on demand.");
            if (lineStart && chunk.Span.SequenceEqual(".\r\n"u8)) return new(mail.ToArray(), refusal);

            refusal ??= Fault(chunk.Span, last, eightBit);
            if (mail.Length + chunk.Length > most)
            {
                refusal = "552 5.3.4 Message size exceeds fixed maximum message size";
                if (received > most * 4) throw new EndOfStreamException("Far more than the size limit.");
            }
            else if (refusal is null)
            {
                mail.Write(lineStart && chunk.Span[0] == '.' ? chunk.Span[1..] : chunk.Span);
            }

            var beforeLast = chunk.Length > 1 ? chunk.Span[^2] : last;
            last = chunk.Span[^1];
            lineStart = last == '\n' && beforeLast == '\r';
        }
    }

    private static string? Fault(ReadOnlySpan<byte> chunk, byte before, bool eightBit)
    {
        if (chunk[^1] != '\n') return "554 5.6.0 Line longer than 998 octets";
        var text = chunk[..^1];
        var endsWithCr = text.Length > 0 ? text[^1] == '\r' : before == '\r';
        if (!endsWithCr) return "554 5.6.0 Bare LF in message";
        if (text.Length > 0 && text[..^1].Contains((byte)'\r')) return "554 5.6.0 Bare CR in message";
        if (text.Contains((byte)0)) return "554 5.6.0 NUL in message";
        return !eightBit && text.IndexOfAnyInRange((byte)0x80, (byte)0xFF) >= 0 ? "554 5.6.1 8-bit data in a message declared 7BIT" : null;
    }
}
