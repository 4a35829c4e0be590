namespace Messaging.Submission;

/// <summary>A mail as DATA carries it: lines end with CRLF only, a leading dot is doubled (RFC 5321 §4.5.2).</summary>
public static class DotStuffing
{
    public static byte[] Of(ReadOnlySpan<byte> mail)
    {
        var output = new MemoryStream(mail.Length + 512);
        while (mail.Length > 0)
        {
            var end = mail.IndexOf((byte)'\n');
            var line = (end < 0 ? mail : mail[..end]).TrimEnd((byte)'\r');
            mail = end < 0 ? [] : mail[(end + 1)..];
            if (line.StartsWith("."u8)) output.WriteByte((byte)'.');
            if (line.Contains((byte)'\r')) throw new FormatException("A lone carriage return cannot be sent.");
            output.Write(line);
            output.Write("\r\n"u8);
        }
        return output.ToArray();
    }
}
