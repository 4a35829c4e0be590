using System.Data.Common;
using Identity.Traits;
using Platform;

namespace Identity.Matching;

/// <summary>
/// Who shares a key with typed traits: only the columns that the score and the rights read, in one trip. Of many, those who share most keys
/// come first, found in the index of keys alone; the people themselves are read for these only.
/// </summary>
public sealed class Lookalikes(IServiceScopeFactory scopes) : IDisposable
{
    /// <summary>More keys than a question on five traits ever has.</summary>
    private const int MostKeys = 16;

    private readonly PreparedQuestion<IdentityDbContext> _near = new(scopes, $"""
        SELECT u."Id", u."BirthName", u."FirstGivenName", u."BirthDate", u."Sex", u."BirthPlace", u."Complementary_UsedName", u."EstablishmentId", u."UnitId"
        FROM (SELECT "UsagerId" FROM "MatchKeys" WHERE "TenantId" = @tenant AND "Key" IN ({string.Join(", ", Enumerable.Range(0, MostKeys).Select(i => $"@k{i}"))})
              GROUP BY "UsagerId" ORDER BY count(*) DESC, "UsagerId" LIMIT @most) near
        JOIN "Usagers" u ON u."Id" = near."UsagerId"
        WHERE u."TenantId" = @tenant AND u."Active"
        """, [.. Enumerable.Range(0, MostKeys).Select(i => ($"k{i}", (object)0L)), ("most", 0L)]);

    public Task<List<Lookalike>> FindAsync(Guid tenant, IReadOnlyList<long> keys, long most, CancellationToken ct)
    {
        if (keys.Count is 0 or > MostKeys) throw new ArgumentOutOfRangeException(nameof(keys), keys.Count, "A question has one to sixteen keys.");
        return _near.AskAsync(tenant, [.. Enumerable.Range(0, MostKeys).Select(i => (object)keys[Math.Min(i, keys.Count - 1)]), most], ReadAsync, ct);
    }

    public void Dispose() => _near.Dispose();

    private static async Task<List<Lookalike>> ReadAsync(DbDataReader rows, CancellationToken ct)
    {
        var all = new List<Lookalike>();
        while (await rows.ReadAsync(ct))
            all.Add(new(rows.GetGuid(0), Fingerprint.Stored(rows.GetString(1), rows.GetString(2), rows.GetString(3), Enum.Parse<Sex>(rows.GetString(4)), rows.GetString(5), Text(rows, 6)), Id(rows, 7), Id(rows, 8)));
        return all;
    }

    private static string? Text(DbDataReader rows, int column) => rows.IsDBNull(column) ? null : rows.GetString(column);
    private static Guid? Id(DbDataReader rows, int column) => rows.IsDBNull(column) ? null : rows.GetGuid(column);
}

/// <summary>Somebody who may be meant, with what the score reads and where they live.</summary>
public sealed record Lookalike(Guid UsagerId, Fingerprint Print, Guid? EstablishmentId, Guid? UnitId);
