using System.Security.Cryptography;
using Identity.Matricules;
using Identity.Protection;
using Testing;
using Xunit;

namespace Identity.Tests;

public sealed class InsVaultTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vault-").FullName;
    private string RingFile => Path.Combine(_folder, "keys", "ring.json");

    [Fact]
    public void What_is_sealed_opens_for_its_tenant_at_its_place_only()
    {
        var vault = new InsVault(KeyRing.Open(RingFile, makeIfAbsent: true));
        var kept = vault.Seal(Demo.Brume, "usager/1", "279035121518989");

        Assert.Equal("279035121518989", vault.Open(Demo.Brume, "usager/1", kept));
        Assert.DoesNotContain("279035", kept);
        Assert.NotEqual(kept, vault.Seal(Demo.Brume, "usager/1", "279035121518989"));
        Assert.ThrowsAny<CryptographicException>(() => vault.Open(Demo.Rivieres, "usager/1", kept));
        Assert.ThrowsAny<CryptographicException>(() => vault.Open(Demo.Brume, "usager/2", kept));
        Assert.ThrowsAny<CryptographicException>(() => vault.Open(Demo.Brume, "usager/1", kept[..^6] + (kept[^6] == 'A' ? "B" : "A") + kept[^5..]));
    }

    [Fact]
    public void Equal_numbers_have_equal_digests_in_one_tenant_and_no_other()
    {
        var vault = new InsVault(KeyRing.Open(RingFile, makeIfAbsent: true));
        Matricule.TryRead("279035121518989", out var matricule, out _);
        var ins = new Ins(matricule!, InsAuthority.Test);

        Assert.Equal(vault.Digest(Demo.Brume, ins), vault.Digest(Demo.Brume, ins with { }));
        Assert.NotEqual(vault.Digest(Demo.Brume, ins), vault.Digest(Demo.Rivieres, ins));
        Assert.NotEqual(vault.Digest(Demo.Brume, ins), vault.Digest(Demo.Brume, ins with { Oid = InsAuthority.Nir }));
    }

    [Fact]
    public void A_new_key_seals_and_the_old_one_still_opens()
    {
        var ring = KeyRing.Open(RingFile, makeIfAbsent: true);
        var before = new InsVault(ring).Seal(Demo.Brume, "here", "texte");
        var turned = new InsVault(ring with { Current = "2", Keys = new Dictionary<string, byte[]>(ring.Keys) { ["2"] = RandomNumberGenerator.GetBytes(32) } });

        Assert.Equal("texte", turned.Open(Demo.Brume, "here", before));
        Assert.StartsWith("2.", turned.Seal(Demo.Brume, "here", "texte"));
    }

    [Fact]
    public void In_real_life_an_absent_ring_is_an_error_and_a_made_one_is_its_owners_alone()
    {
        Assert.ThrowsAny<IOException>(() => KeyRing.Open(RingFile, makeIfAbsent: false));
        KeyRing.Open(RingFile, makeIfAbsent: true);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(RingFile));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
