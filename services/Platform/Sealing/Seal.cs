using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Platform;

/// <summary>
/// Encrypts what must not be read in a database or by a browser: private keys, tokens, requests parked in a form.
/// AES-256-GCM under the first key of a ring; the others still open what they closed.
/// </summary>
public sealed class Seal
{
    private const int IdBytes = 4, NonceBytes = 12, TagBytes = 16;
    private readonly List<(byte[] Id, byte[] Key)> _ring;

    public Seal(IReadOnlyList<byte[]> keys) => _ring = [.. keys.Select(key => (SHA256.HashData(key)[..IdBytes], key))];

    /// <summary>Keys of other processes are derived, one purpose each, so that they never meet the ring itself.</summary>
    public IReadOnlyList<byte[]> DerivedKeys(string purpose) =>
        [.. _ring.Select(k => HKDF.DeriveKey(HashAlgorithmName.SHA256, k.Key, 32, info: Encoding.UTF8.GetBytes(purpose)))];

    public string Close(string purpose, ReadOnlySpan<byte> clear)
    {
        var (id, key) = _ring[0];
        var box = new byte[IdBytes + NonceBytes + clear.Length + TagBytes];
        id.CopyTo(box, 0);
        var nonce = box.AsSpan(IdBytes, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(key, TagBytes);
        cipher.Encrypt(nonce, clear, box.AsSpan(IdBytes + NonceBytes, clear.Length), box.AsSpan(box.Length - TagBytes), Encoding.UTF8.GetBytes(purpose));
        return Base64Url.EncodeToString(box);
    }

    public string Close<T>(string purpose, T value) => Close(purpose, JsonSerializer.SerializeToUtf8Bytes(value).AsSpan());

    /// <summary>Null when the value was altered, was closed for another purpose or under a key we no longer hold.</summary>
    public byte[]? Open(string purpose, string? box)
    {
        if (box is null || !Base64Url.IsValid(box)) return null;
        var bytes = Base64Url.DecodeFromChars(box);
        if (bytes.Length < IdBytes + NonceBytes + TagBytes) return null;
        var key = _ring.Find(k => k.Id.AsSpan().SequenceEqual(bytes.AsSpan(0, IdBytes))).Key;
        if (key is null) return null;

        var clear = new byte[bytes.Length - IdBytes - NonceBytes - TagBytes];
        using var cipher = new AesGcm(key, TagBytes);
        try
        {
            cipher.Decrypt(bytes.AsSpan(IdBytes, NonceBytes), bytes.AsSpan(IdBytes + NonceBytes, clear.Length), bytes.AsSpan(bytes.Length - TagBytes), clear, Encoding.UTF8.GetBytes(purpose));
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
        return clear;
    }

    public T? Open<T>(string purpose, string? box) where T : class =>
        Open(purpose, box) is { } clear ? JsonSerializer.Deserialize<T>(clear) : null;
}
