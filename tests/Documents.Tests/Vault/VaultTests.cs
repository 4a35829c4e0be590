using System.Security.Cryptography;
using System.Text;
using Documents.Tests.Api;
using Documents.Vault;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform;
using Testing;
using static Documents.Tests.Api.DocumentsApi;

namespace Documents.Tests.Vault;

public sealed class VaultTests(DocumentsApi api) : IClassFixture<DocumentsApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_kept_cannot_be_read_in_the_database_and_opens_in_its_tenant()
    {
        await using var scope = api.Provider.CreateAsyncScope();
        using var _ = scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(Demo.Brume);
        var (db, vault) = (scope.ServiceProvider.GetRequiredService<DocumentsDbContext>(), scope.ServiceProvider.GetRequiredService<BlobVault>());
        var secret = Encoding.UTF8.GetBytes("TCHITCHI CATARINA, allergique à la pénicilline");

        var key = await vault.KeepAsync(secret, Ct);
        await db.SaveChangesAsync(Ct);
        var row = await db.Blobs.AsNoTracking().SingleAsync(b => b.Sha256 == key, Ct);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(secret)), key);
        Assert.True(row.Closed.AsSpan().IndexOf("TCHITCHI"u8) < 0);
        Assert.Equal(secret, await vault.OpenAsync(key, Ct));
        Assert.Equal(key, await vault.KeepAsync(secret, Ct));
        Assert.Equal(1, await db.Blobs.CountAsync(b => b.Sha256 == key, Ct));
    }

    [Fact]
    public async Task A_blob_that_was_tampered_with_does_not_open()
    {
        await using var scope = api.Provider.CreateAsyncScope();
        using var _ = scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(Demo.Brume);
        var (db, vault) = (scope.ServiceProvider.GetRequiredService<DocumentsDbContext>(), scope.ServiceProvider.GetRequiredService<BlobVault>());
        var key = await vault.KeepAsync(RandomNumberGenerator.GetBytes(100), Ct);
        await db.SaveChangesAsync(Ct);

        db.Blobs.Local.Single(b => b.Sha256 == key).Closed[^1] ^= 1;

        await Assert.ThrowsAsync<AuthenticationTagMismatchException>(() => vault.OpenAsync(key, Ct));
    }

    [Fact]
    public void Each_tenant_has_a_key_of_its_own_and_older_keys_stay_to_open_what_they_closed()
    {
        var file = Path.GetTempFileName();
        string Line(string name) => $"{name} {Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}\n";
        var older = Line("k1");
        File.WriteAllText(file, older);
        var before = KeyRing.Load(file, create: false).Of(Demo.Brume, "blob", "k1");

        File.WriteAllText(file, Line("k2") + older);
        var ring = KeyRing.Load(file, create: false);

        Assert.Equal("k2", ring.Current);
        Assert.Equal(before, ring.Of(Demo.Brume, "blob", "k1"));
        Assert.NotEqual(ring.Of(Demo.Brume, "blob", "k2"), ring.Of(Demo.Rivieres, "blob", "k2"));
        Assert.NotEqual(ring.Of(Demo.Brume, "blob", "k2"), ring.Of(Demo.Brume, "fingerprint", "k2"));
        Assert.Throws<InvalidOperationException>(() => ring.Of(Demo.Brume, "blob", "k9"));
        File.Delete(file);
    }

    [Fact]
    public async Task A_document_over_the_limit_is_refused()
    {
        await using var scope = api.Provider.CreateAsyncScope();
        using var _ = scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(Demo.Brume);

        await Assert.ThrowsAsync<BadInputException>(() => scope.ServiceProvider.GetRequiredService<BlobVault>().KeepAsync(new byte[BlobVault.Limit + 1], Ct));
    }

    [Fact]
    public async Task A_large_PDF_travels_whole_and_a_larger_one_is_refused()
    {
        byte[] Pdf(int size) => [.. "%PDF-1.4 "u8, .. new byte[size - 9]];
        object Body(int size) => new { usagerId = api.NewPerson(), typeCode = "11488-4", content = new { pdf = Convert.ToBase64String(Pdf(size)) } };

        var id = Id(await OkAsync(await System.Net.Http.Json.HttpClientJsonExtensions.PostAsJsonAsync(api.Doctor, "/documents", Body(12 * 1024 * 1024), Ct)));
        Assert.Equal(12 * 1024 * 1024, (await api.Doctor.GetByteArrayAsync($"/documents/{id}/pdf", Ct)).Length);
        await RefusedAsync(await System.Net.Http.Json.HttpClientJsonExtensions.PostAsJsonAsync(api.Doctor, "/documents", Body(18 * 1024 * 1024), Ct), System.Net.HttpStatusCode.BadRequest, "document-too-large");
    }
}
