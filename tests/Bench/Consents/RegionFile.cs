using Consent;
using Consent.Deciding;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Bench.Consents;

/// <summary>The region written to consent's own database, as its service would have it.</summary>
internal static class RegionFile
{
    public static async Task WriteAsync(Region region, string connection)
    {
        for (var from = 0; from < Region.Persons; from += 1000)
        {
            await using var db = Open(region, connection);
            if (from == 0) await db.Database.MigrateAsync();
            for (var person = from; person < from + 1000; person++)
            {
                var rules = region.RulesOf(person);
                db.Add(rules.Place!);
                db.AddRange(rules.Consents);
                db.AddRange(rules.Needs);
                db.AddRange(rules.Circle);
                db.AddRange(rules.Grants);
                db.AddRange(rules.Oppositions);
            }
            await db.SaveChangesAsync();
            await RulesVersion.RaiseAsync(db, region.Tenant, [], default);
        }
    }

    private static ConsentDbContext Open(Region region, string connection)
    {
        var scope = new TenantScope(new());
        scope.Enter(region.Tenant);
        return new(new DbContextOptionsBuilder<ConsentDbContext>().UseSqlite(connection).Options, scope);
    }
}
