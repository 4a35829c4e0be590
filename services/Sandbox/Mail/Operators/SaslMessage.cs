using System.Text;

namespace Sandbox.Mail.Operators;

/// <summary>The three client messages of SASL that the operators understand.</summary>
internal static class SaslMessage
{
    public static byte[]? Decode(string base64)
    {
        if (base64 == "=") return [];
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var written) ? bytes[..written] : null;
    }

    /// <summary>RFC 4616: authorisation identity, login and password between NULs.</summary>
    public static (string Address, string Password)? Plain(byte[] message)
    {
        var parts = Encoding.UTF8.GetString(message).Split('\0');
        if (parts.Length != 3 || parts[1].Length == 0) return null;
        return parts[0].Length == 0 || parts[0].Equals(parts[1], StringComparison.OrdinalIgnoreCase) ? (parts[1], parts[2]) : null;
    }

    /// <summary>XOAUTH2: user=…^Aauth=Bearer …^A^A.</summary>
    public static (string Address, string Token)? XOAuth2(byte[] message)
    {
        var fields = Encoding.UTF8.GetString(message).Split('\u0001');
        const string User = "user=", Bearer = "auth=Bearer ";
        if (fields.Length != 4 || fields[2].Length > 0 || fields[3].Length > 0) return null;
        if (!fields[0].StartsWith(User, StringComparison.OrdinalIgnoreCase) || !fields[1].StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)) return null;
        return (fields[0][User.Length..], fields[1][Bearer.Length..]);
    }

    /// <summary>What a server says of a token it does not believe, before the final refusal.</summary>
    public static string XOAuth2Refusal => Convert.ToBase64String("""{"status":"401","schemes":"bearer","scope":"mss"}"""u8);
}
