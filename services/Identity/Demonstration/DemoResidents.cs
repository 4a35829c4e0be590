using System.Text.Json;
using Identity.History;
using Identity.Insi;
using Identity.Matching;
using Identity.Matricules;
using Identity.Proofs;
using Identity.Protection;
using Identity.Qualification;
using Identity.Traits;
using Identity.Usagers;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Identity.Demonstration;

/// <summary>Invented residents of the demonstration houses, with test INS only. Seeded once, when Identity:Demo asks for it.</summary>
internal sealed class DemoResidents(IServiceScopeFactory scopes, InsVault vault, TimeProvider clock) : IHostedService
{
    private static readonly Author Seeder = new("demo", null);
    private static readonly Guid MasteredTenant = new("01900000-0000-7000-8000-000000000001");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var file = typeof(DemoResidents).Assembly.GetManifestResourceStream("Identity.Demonstration.residents.json")!;
        var residents = await JsonSerializer.DeserializeAsync<List<DemoResident>>(file, JsonSerializerOptions.Web, cancellationToken) ?? [];
        foreach (var tenant in residents.GroupBy(r => r.Tenant)) await SeedAsync(tenant.Key, [.. tenant], cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task SeedAsync(Guid tenantId, List<DemoResident> residents, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        using var _ = scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(tenantId);
        var db = scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
        var known = await db.Usagers.Select(u => u.Id).ToListAsync(ct);
        foreach (var resident in residents.Where(r => !known.Contains(r.Id))) Add(db, resident, clock.GetUtcNow());
        if (tenantId == MasteredTenant && !await db.Masters.AnyAsync(ct)) db.Masters.Add(Mastery.IdentityMaster.Of(tenantId, "valbrume-facturation", Mastery.OthersChange.Proposed));
        await db.SaveChangesAsync(ct);
    }

    private void Add(IdentityDbContext db, DemoResident r, DateTimeOffset now)
    {
        var traits = new TypedTraits(r.BirthName, r.GivenNames.Split(' ')[0], r.GivenNames, r.BirthDate, r.Sex, r.BirthPlace, IncompleteBirthDate: true).Require(DateOnly.FromDateTime(now.UtcDateTime));
        var usager = Usager.Create(r.Tenant, r.Id, $"9000{r.Order:00000000}", traits, new() { UsedName = r.UsedName }, new(r.Establishment, null), null, now);
        db.Usagers.Add(usager);
        db.MatchKeys.AddRange(MatchKey.Of(usager));
        db.TellCreated(usager, Seeder, now);
        var before = Snapshot.Of(usager);
        if (r.Status is "RECUP" or "QUAL")
        {
            var ins = vault.Seal(usager.TenantId, usager.Id, TestIns(r));
            db.HeldIns.Add(HeldIns.Of(usager, ins, former: false, Seeder.Subject, now));
            usager.TakeOver(traits, ins);
        }
        if (r.Status is "VALI" or "QUAL")
        {
            db.Proofs.Add(ProofRecord.Of(usager, new(ProofType.CN, OriginalSeen: true, TraitsAgree: true, Number: $"DEMO{r.Order:00000000}"), Seeder, now));
            usager.ConfirmCoherence();
        }
        if (usager.Status != IdentityStatus.Prov) db.TellChanged(usager, before, "demo", null, Seeder, now);
    }

    // Shaped like a matricule of these traits, with its right key, under the test authority.
    private static Ins TestIns(DemoResident r)
    {
        var month = r.BirthDate[5..7] == "00" ? "20" : r.BirthDate[5..7];
        var body = $"{(r.Sex == "M" ? 1 : 2)}{r.BirthDate[2..4]}{month}{r.BirthPlace}{r.Order:000}";
        return Matricule.TryRead(body, null, out var matricule, out var fault) ? new(matricule, InsAuthority.Test) : throw new InvalidDataException($"Demo resident {r.Id}: {fault}.");
    }
}

internal sealed record DemoResident(
    Guid Id, Guid Tenant, Guid Establishment, string BirthName, string GivenNames, string BirthDate, string Sex, string BirthPlace, string? UsedName, string Status, int Order);

internal static class DemoSetup
{
    public static void AddDemoResidents(this WebApplicationBuilder builder)
    {
        if (builder.Configuration.GetValue("Identity:Demo", false) && builder.Configuration["Platform:Environment"] != "real") builder.Services.AddHostedService<DemoResidents>();
    }
}
