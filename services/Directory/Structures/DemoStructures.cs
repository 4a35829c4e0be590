using System.Text.Json;
using System.Text.Json.Serialization;
using HealthDirectory.Annuaire;
using HealthDirectory.Mailboxes;
using HealthDirectory.Professionals;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace HealthDirectory.Structures;

/// <summary>Fills an empty directory with the invented structures of <c>demo.json</c> when <c>Directory:Demo</c> asks for it.</summary>
internal sealed class DemoStructures(IServiceScopeFactory scopes, IConfiguration configuration, TimeProvider clock) : IHostedService
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!configuration.GetValue("Directory:Demo", false)) return;
        await using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "demo.json"));
        var demo = await JsonSerializer.DeserializeAsync<DemoFile>(file, Json, cancellationToken) ?? throw new InvalidOperationException("demo.json is empty.");
        foreach (var tenant in demo.Tenants) await SeedAsync(tenant, cancellationToken);
        await PublishMailboxesAsync(demo.Mailboxes, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task SeedAsync(DemoTenant tenant, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        using var _ = scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(tenant.Id);
        var db = scope.ServiceProvider.GetRequiredService<DirectoryDbContext>();
        if (await db.Organisations.AnyAsync(ct)) return;

        var now = clock.GetUtcNow();
        db.Add(Organisation.Found(tenant.Id, tenant.Name, tenant.FinessEj, tenant.Group));
        db.Add(LegalEntity.Register(tenant.LegalEntityId, tenant.Id, tenant.FinessEj, tenant.Name, ""));
        foreach (var e in tenant.Establishments) db.Add(Establishment.Open(e.Id, tenant.Id, e.Finess, e.Facts));
        foreach (var p in tenant.Professionals)
        {
            var professional = Professional.Enrol(p.Id, tenant.Id, p.NationalId, p.FamilyName, p.GivenName, p.Title);
            db.Add(professional);
            if (RegisterCheck.Ask(professional, now) is { } check) db.Add(check);
            foreach (var s in p.Situations)
            {
                var situation = Situation.Begin(s.Id, tenant.Id, new(p.Id, s.EstablishmentId, s.UnitIds ?? [], s.Profession ?? "", s.Speciality ?? "", s.Function, null), now);
                situation.Open(now);   // there from the start: nobody is told
                db.Add(situation);
            }
        }
        await db.SaveChangesAsync(ct);
    }

    private async Task PublishMailboxesAsync(IReadOnlyList<MailboxFacts> mailboxes, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<DirectoryDbContext>();
        var known = await db.Mailboxes.Select(mailbox => mailbox.Address).ToListAsync(ct);
        db.AddRange(mailboxes.Select(Mailbox.Publish).Where(mailbox => !known.Contains(mailbox.Address)));
        await db.SaveChangesAsync(ct);
    }

    private sealed record DemoFile(IReadOnlyList<DemoTenant> Tenants, IReadOnlyList<MailboxFacts> Mailboxes);

    private sealed record DemoTenant(Guid Id, string Name, string Group, string FinessEj, Guid LegalEntityId, IReadOnlyList<DemoEstablishment> Establishments, IReadOnlyList<DemoProfessional> Professionals);

    private sealed record DemoEstablishment(Guid Id, string Finess, EstablishmentFacts Facts);

    private sealed record DemoProfessional(Guid Id, string NationalId, string FamilyName, string GivenName, string Title, IReadOnlyList<DemoSituation> Situations);

    private sealed record DemoSituation(Guid Id, Guid? EstablishmentId, IReadOnlyList<Guid>? UnitIds, string? Profession, string? Speciality, Function Function);
}
