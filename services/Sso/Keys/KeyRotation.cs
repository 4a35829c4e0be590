using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Platform;
using Sso.Protocol;

namespace Sso.Keys;

/// <summary>Makes the first key, the next one in time, and forgets the old ones.</summary>
public sealed class KeyRotation(SsoDbContext db, KeyRing ring, Seal seal, IOptions<SsoSettings> settings, TimeProvider clock)
{
    // Tokens outlive their key's activity by their own life; the rest is room for clocks and caches of the key set.
    private static readonly TimeSpan PublishedAfter = TimeSpan.FromHours(1);

    /// <summary>Loads the ring, after making the key that is due, if any.</summary>
    public async Task KeepAsync(CancellationToken ct)
    {
        var keys = await LoadAsync(ct);
        var now = clock.GetUtcNow();
        if (keys.Count == 0) await AddAsync(keys, now, ct);
        else if (keys[^1].NotBefore + settings.Value.KeyLife - settings.Value.KeyLead <= now) await AddAsync(keys, now + settings.Value.KeyLead, ct);
        Hold(await LoadAsync(ct));
    }

    /// <summary>The next key is published now and signs after the lead.</summary>
    public async Task RotateAsync(CancellationToken ct)
    {
        await AddAsync(await LoadAsync(ct), clock.GetUtcNow() + settings.Value.KeyLead, ct);
        Hold(await LoadAsync(ct));
    }

    /// <summary>A key leaked: every key is dropped and a new one signs at once. Tokens in use die with it.</summary>
    public async Task ReplaceLeakedAsync(CancellationToken ct)
    {
        var keys = await LoadAsync(ct);
        foreach (var key in keys) key.Drop(clock.GetUtcNow());
        await AddAsync(keys, clock.GetUtcNow(), ct);
        Hold(await LoadAsync(ct));
    }

    private async Task AddAsync(List<SigningKey> keys, DateTimeOffset notBefore, CancellationToken ct)
    {
        var latest = await db.SigningKeys.MaxAsync(k => (int?)k.Generation, ct) ?? 0;
        db.SigningKeys.Add(SigningKey.Make(latest + 1, notBefore, seal));
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException) when (keys.Count == 0 || keys[^1].Generation == latest)
        {
            db.ChangeTracker.Clear();   // another replica made this generation first; its key is the one
            if (!await db.SigningKeys.AnyAsync(k => k.Generation == latest + 1, ct)) throw;
        }
    }

    private Task<List<SigningKey>> LoadAsync(CancellationToken ct) =>
        db.SigningKeys.Where(k => k.DroppedAt == null).OrderBy(k => k.Generation).ToListAsync(ct);

    private void Hold(List<SigningKey> keys)
    {
        var now = clock.GetUtcNow();
        var published = keys.Where((key, i) => i == keys.Count - 1 || keys[i + 1].NotBefore + PublishedAfter > now);
        ring.Hold(published.Select(key => ring.Find(key.Kid) ?? new RingKey(key, seal)));
    }
}
