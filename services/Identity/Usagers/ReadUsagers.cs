using System.Globalization;
using System.Text;
using Identity.Protection;
using Identity.Qualification;
using Identity.Rights;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Identity.Usagers;

internal static class ReadUsagers
{
    private const int LargestPage = 200;

    public static async Task<UsagerView> One(Guid id, HttpContext http, IdentityDbContext db, IdentityRights rights, InsVault vault, CancellationToken ct)
    {
        var usager = await rights.FindAsync(id, "R", "identity.read", ct);
        rights.AuditRead(usager, "identity.read");
        await db.SaveChangesAsync(ct);
        http.SetVersion(usager.Version);
        return vault.View(usager);
    }

    public static async Task<UsagerPage> Many(IdentityDbContext db, IdentityRights rights, InsVault vault, CancellationToken ct, Guid? establishmentId = null, string? status = null, string? cursor = null, int limit = 50)
    {
        if (limit is < 1 or > LargestPage) throw new BadInputException("invalid-page", $"Demandez entre 1 et {LargestPage} identités par page.");
        var (name, after) = Cursor.Read(cursor);
        var asked = db.Usagers.AsNoTracking().Where(u => u.Active);
        if (establishmentId is { } place) asked = asked.Where(u => u.EstablishmentId == place);
        if (status is not null) asked = asked.Where(Having(status));

        var rows = await asked.OrderBy(u => u.BirthName).ThenBy(u => u.Id).Select(u => new Row(u.Id, u.BirthName, u.EstablishmentId, u.UnitId)).ToListAsync(ct);
        var readable = await rights.KeepReadableAsync(rows, r => (r.Id, r.EstablishmentId, r.UnitId), ct);
        var page = (name is null ? readable : readable.SkipWhile(r => r.Id != after).Skip(1)).Take(limit).ToList();
        if (name is not null && readable.All(r => r.Id != after)) throw Cursor.Lost();

        var ids = page.Select(r => r.Id).ToList();
        var people = await db.Usagers.AsNoTracking().Where(u => ids.Contains(u.Id)).ToDictionaryAsync(u => u.Id, ct);
        foreach (var usager in people.Values) rights.AuditRead(usager, "identity.list");
        await db.SaveChangesAsync(ct);
        var last = page.Count == limit && page[^1].Id != readable[^1].Id ? Cursor.Write(page[^1].BirthName, page[^1].Id) : null;
        return new([.. ids.Where(people.ContainsKey).Select(id => vault.View(people[id]))], readable.Count, last);
    }

    private static System.Linq.Expressions.Expression<Func<Usager, bool>> Having(string status)
    {
        var found = Enum.GetValues<IdentityStatus>().Where(s => string.Equals(s.Code(), status, StringComparison.OrdinalIgnoreCase)).ToList();
        return found is [var wanted] ? u => u.Status == wanted : throw new BadInputException("unknown-status", "Ce statut n'existe pas : choisissez PROV, RECUP, VALI ou QUAL.");
    }

    private sealed record Row(Guid Id, string BirthName, Guid? EstablishmentId, Guid? UnitId);

    private static class Cursor
    {
        public static string Write(string name, Guid id) => Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{name}|{id}")));

        public static (string? Name, Guid After) Read(string? cursor)
        {
            if (cursor is null) return (null, default);
            var bytes = new byte[300];
            if (cursor.Length < 400 && Convert.TryFromBase64String(cursor, bytes, out var length) && Encoding.UTF8.GetString(bytes, 0, length).Split('|') is [var name, var id] && Guid.TryParse(id, out var after))
                return (name, after);
            throw Lost();
        }

        public static BadInputException Lost() => new("invalid-cursor", "Ce repère de page n'est plus valable. Reprenez la liste depuis le début.");
    }
}

/// <summary>One page; the total counts only what the caller may read.</summary>
public sealed record UsagerPage(IReadOnlyList<UsagerView> Items, int Total, string? Next);
