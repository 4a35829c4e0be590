using Identity.Rights;
using Identity.Usagers;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Identity.Campaigns;

internal static class CampaignRoutes
{
    private const int LargestPage = 200, MostCampaigns = 50, MostLookedAt = 500;

    public static void AddCampaigns(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<CampaignSettings>().BindConfiguration("Identity:Campaigns").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddScoped<WorkList>();
        builder.Services.AddScoped<CampaignTurn>();
        builder.Services.AddHostedService<CampaignCalls>();
    }

    public static void MapCampaigns(this IEndpointRouteBuilder routes)
    {
        var read = routes.MapGroup("/qualification-campaigns").WithTags("Campaigns").RequireAuthorization("identity:read");
        read.MapGet("", Many).WithSummary("The campaigns of the organisation, newest first, and how far each is.");
        read.MapGet("/{id:guid}", One).WithSummary("How far a campaign is, and what it waits for.").ProducesProblem(404);
        read.MapGet("/{id:guid}/entries", Entries).WithSummary("The work list: where each identity stands and what is to be done.").ProducesProblem(400).ProducesProblem(404);
        var write = routes.MapGroup("/qualification-campaigns").WithTags("Campaigns").RequireAuthorization("identity:write");
        write.MapPost("", LaunchCampaign.Launch).WithSummary("Ask INSi about many identities, one at a time.").ProducesProblem(400).ProducesProblem(403).ProducesProblem(409);
        write.MapPost("/{id:guid}/pause", Pause).WithSummary("No call leaves until it is resumed.").ProducesProblem(404).ProducesProblem(409);
        write.MapPost("/{id:guid}/resume", Resume).WithSummary("Calls leave again; those that were refused are made again.").ProducesProblem(404).ProducesProblem(409);
        write.MapPost("/{id:guid}/close", Close).WithSummary("The campaign stops for good; what was found stays.").ProducesProblem(404);
    }

    private static async Task<IReadOnlyList<CampaignView>> Many(IdentityDbContext db, WorkList list, TimeProvider clock, CancellationToken ct)
    {
        var views = new List<CampaignView>();
        for (var seen = 0; seen < MostLookedAt && views.Count < MostCampaigns; seen += MostCampaigns)
        {
            var campaigns = await db.Campaigns.AsNoTracking().OrderByDescending(c => c.LaunchedAt).ThenBy(c => c.Id).Skip(seen).Take(MostCampaigns).ToListAsync(ct);
            if (campaigns.Count == 0) break;
            var lines = (await list.ReadableAsync(campaigns.ConvertAll(c => c.Id), ct)).ToLookup(line => line.Entry.CampaignId);
            views.AddRange(campaigns.Where(c => lines.Contains(c.Id)).Take(MostCampaigns - views.Count).Select(c => CampaignView.Of(c, [.. lines[c.Id]], clock.GetUtcNow())));
        }
        return views;
    }

    private static async Task<CampaignView> One(Guid id, IdentityDbContext db, WorkList list, TimeProvider clock, CancellationToken ct)
    {
        var campaign = await FindAsync(id, db, ct);
        return CampaignView.Of(campaign, await LinesAsync(id, list, ct), clock.GetUtcNow());
    }

    // Of a campaign of which the caller may see nobody, nothing is told: not even its name.
    private static async Task<IReadOnlyList<WorkLine>> LinesAsync(Guid id, WorkList list, CancellationToken ct) =>
        await list.ReadableAsync(id, ct) is { Count: > 0 } lines ? lines : throw new NotFoundException();

    private static async Task<WorkPage> Entries(Guid id, IdentityDbContext db, WorkList list, IdentityRights rights, CancellationToken ct, WorkState? state = null, int after = 0, int limit = 50)
    {
        if (limit is < 1 or > LargestPage || after < 0) throw new BadInputException("invalid-page", $"Demandez entre 1 et {LargestPage} identités par page.");
        await FindAsync(id, db, ct);
        var asked = (await LinesAsync(id, list, ct)).Where(l => state is null || l.State == state).ToList();
        var page = asked.Where(l => l.Entry.Position > after).Take(limit).ToList();
        foreach (var line in page) rights.AuditRead(line.Usager, "identity.campaign-list");
        await db.SaveChangesAsync(ct);
        return new([.. page.Select(WorkLineView.Of)], asked.Count, page.Count > 0 && page[^1] != asked[^1] ? page[^1].Entry.Position : null);
    }

    private static Task<CampaignView> Pause(Guid id, IdentityDbContext db, IdentityRights rights, WorkList list, TimeProvider clock, CancellationToken ct) =>
        ActAsync(id, "identity.campaign-pause", (campaign, _) => campaign.Pause(), db, rights, list, clock, ct);

    private static Task<CampaignView> Resume(Guid id, IdentityDbContext db, IdentityRights rights, WorkList list, TimeProvider clock, CancellationToken ct) =>
        ActAsync(id, "identity.campaign-resume", (campaign, now) => campaign.Resume(now), db, rights, list, clock, ct);

    private static async Task<CampaignView> Close(Guid id, IdentityDbContext db, IdentityRights rights, WorkList list, TimeProvider clock, CancellationToken ct)
    {
        foreach (var entry in await db.CampaignEntries.Where(e => e.CampaignId == id).ToListAsync(ct)) entry.Leave();
        return await ActAsync(id, "identity.campaign-close", (campaign, now) => campaign.Close(now), db, rights, list, clock, ct);
    }

    private static async Task<CampaignView> ActAsync(
        Guid id, string act, Action<QualificationCampaign, DateTimeOffset> change, IdentityDbContext db, IdentityRights rights, WorkList list, TimeProvider clock, CancellationToken ct)
    {
        var campaign = await FindAsync(id, db, ct);
        await rights.RequireAsync(new Place(campaign.EstablishmentId, null), "U", act, ct);
        change(campaign, clock.GetUtcNow());
        db.Audit(new(act, "campaign", id.ToString()) { Category = "IDT", Purpose = "coordination" });
        await db.SaveChangesAsync(ct);
        return CampaignView.Of(campaign, await list.ReadableAsync(id, ct), clock.GetUtcNow());
    }

    private static async Task<QualificationCampaign> FindAsync(Guid id, IdentityDbContext db, CancellationToken ct) =>
        await db.Campaigns.SingleOrDefaultAsync(c => c.Id == id, ct) ?? throw new NotFoundException();
}
