using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.IdentityModel.Tokens;
using Platform;
using Sso.Protocol;

namespace Sso.Keys;

/// <summary>
/// A P-256 key that signs tokens. Its stage follows from the clock and <see cref="NotBefore"/> alone, so that replicas agree:
/// pending (published), active (the latest one begun), retired (published until its last token has expired).
/// </summary>
public sealed class SigningKey
{
    private const string Purpose = "signing-key";

    private SigningKey() { }

    /// <summary>Counts up by one; unique, so that two replicas cannot both make the next key.</summary>
    public int Generation { get; private init; }

    /// <summary>RFC 7638 thumbprint.</summary>
    public string Kid { get; private init; } = "";
    public string PublicKey { get; private init; } = "";
    public string SealedPrivateKey { get; private init; } = "";
    public DateTimeOffset NotBefore { get; private init; }

    /// <summary>Set on a key that leaked: it leaves the key set at once.</summary>
    public DateTimeOffset? DroppedAt { get; private set; }

    public static SigningKey Make(int generation, DateTimeOffset notBefore, Seal seal)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new()
        {
            Generation = generation,
            Kid = Base64UrlEncoder.Encode(new ECDsaSecurityKey(key).ComputeJwkThumbprint()),
            PublicKey = Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()),
            SealedPrivateKey = seal.Close(Purpose, key.ExportPkcs8PrivateKey().AsSpan()),
            NotBefore = notBefore,
        };
    }

    public void Drop(DateTimeOffset now) => DroppedAt = now;

    internal ECDsa OpenPrivateKey(Seal seal)
    {
        var clear = seal.Open(Purpose, SealedPrivateKey) ?? throw new InvalidOperationException($"No key of the sealing ring opens the signing key {Kid}.");
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(clear, out _);
        CryptographicOperations.ZeroMemory(clear);
        return key;
    }

    internal ECDsa OpenPublicKey()
    {
        var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(PublicKey), out _);
        return key;
    }
}

internal sealed class SigningKeyConfiguration : IEntityTypeConfiguration<SigningKey>
{
    public void Configure(EntityTypeBuilder<SigningKey> builder)
    {
        builder.HasKey(k => k.Generation);
        builder.Property(k => k.Generation).ValueGeneratedNever();
        builder.HasIndex(k => k.Kid).IsUnique();
    }
}
