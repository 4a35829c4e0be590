using System.Security.Cryptography;
using System.Text;

namespace Sidecar.Setup;

/// <summary>A shared secret, compared in constant time.</summary>
internal sealed class ApiToken
{
    public const string Header = "dapr-api-token";
    private readonly byte[] _bytes;

    private ApiToken(string value)
    {
        Value = value;
        _bytes = Encoding.UTF8.GetBytes(value);
    }

    public string Value { get; }

    public static ApiToken? From(string? value, string? file)
    {
        if (file is not null) value = File.ReadAllText(file).Trim();
        return string.IsNullOrEmpty(value) ? null : new(value);
    }

    public bool Matches(string? presented) =>
        presented is not null && CryptographicOperations.FixedTimeEquals(_bytes, Encoding.UTF8.GetBytes(presented));
}
