using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Sso.Protocol;

/// <summary>Random values that prove possession. We keep only their SHA-256.</summary>
public static class Opaque
{
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static string Hash(string value) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(value)));

    public static bool Same(string? left, string? right) =>
        left is not null && right is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right));
}
