using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Platform;
using Platform.Work;

namespace Identity.Insi;

/// <summary>Asks again what INSi did not answer, until it does or a day has passed. The answer then waits for a human decision like any other.</summary>
internal sealed class InsiRetries(IServiceScopeFactory scopes, IOptions<InsiSettings> settings, TimeProvider clock, ILogger<InsiRetries> log) : DueWork<IdentityDbContext, AskInsiAgain>(scopes, clock, log)
{
    protected override TimeSpan Pace => TimeSpan.FromSeconds(settings.Value.RetryPollSeconds);

    protected override IQueryable<Due> Find(IdentityDbContext db, DateTimeOffset now) =>
        db.InsiCalls.Where(c => c.NextAttemptAt != null && c.NextAttemptAt <= now).OrderBy(c => c.NextAttemptAt).Select(c => new Due { Id = c.Id, TenantId = c.TenantId });

    protected override Task HandleAsync(AskInsiAgain act, Guid id, CancellationToken ct) => act.AskAsync(id, ct);
}

/// <summary>One more attempt of a call, if it still has an object. Claimed first, so that no other replica makes it too.</summary>
internal sealed class AskInsiAgain(IdentityDbContext db, InsiCalls calls, TimeProvider clock)
{
    public async Task AskAsync(Guid id, CancellationToken ct)
    {
        var call = await db.InsiCalls.SingleAsync(c => c.Id == id, ct);
        var usager = await db.Usagers.SingleAsync(u => u.Id == call.UsagerId, ct);
        if (call.TraitsRevision != usager.TraitsRevision || usager.Reliability.Doubted || usager.Reliability.HasIns || call.Mode == InsiMode.Card)
        {
            call.Abandon();
        }
        else
        {
            call.Claim(clock.GetUtcNow());
            await db.SaveChangesAsync(ct);
            await calls.MakeAsync(call, usager, null, db, ct);
            db.Audit(new Access("identity.insi-call", "insi-call", call.Id.ToString()) { Category = "IDT", UsagerId = usager.Id });
        }
        await db.SaveChangesAsync(ct);
    }
}
