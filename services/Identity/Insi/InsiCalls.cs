using Contracts.Identity;
using Identity.Protection;
using Identity.Traits;
using Identity.Usagers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Identity.Insi;

/// <summary>Makes a call that is already in the log, and writes its answer there.</summary>
internal sealed partial class InsiCalls(InsiClient client, InsiCertificate certificate, IOptions<InsiSettings> settings, InsVault vault, TimeProvider clock, ILogger<InsiCalls> log)
{
    public AskedWith With(string subject, Guid? situationId, string userId) => new(subject, situationId, userId, settings.Value.Mode, certificate.Name);

    public async Task<InsiOutcome> MakeAsync(InsiCall call, Usager usager, string? cardAssertion, IdentityDbContext db, CancellationToken ct)
    {
        var outcome = await client.FindAsync(call.SearchFor(usager), new(call.UserId, cardAssertion), call.Id, ct);
        var tried = await TriedAsync(usager, db, ct);
        var next = GuidedRelaxation.Next(usager.Traits, outcome, [.. tried, call.SearchFor(usager)]);
        var found = (outcome as InsiFound)?.Identity;
        var now = clock.GetUtcNow();
        call.Answer(outcome, GuidedRelaxation.Advice(outcome, next), found is null ? null : Candidate.Seal(vault, call, found), now);
        if (found is not null && TraitComparison.Worst(TraitComparison.Compare(usager.Traits, found.Traits)) == Discordance.Major)
            db.Publish(DiscordanceFound.Topic, new DiscordanceFound(usager.Id, "major", usager.EstablishmentId, now), usager.Id);
        Answered(log, call.Id, outcome.Code, call.Mode, call.Certificate, call.UserId);
        return outcome;
    }

    public async Task<InsiCallView> ViewAsync(InsiCall call, Usager usager, IdentityDbContext db, CancellationToken ct)
    {
        var found = call.TraitsRevision == usager.TraitsRevision ? Candidate.Open(vault, call) : null;
        InsiOutcome? silent = call.Code switch { "01" => new InsiNobody(), "02" => new InsiSeveral(), _ => null };
        var next = silent is null ? null : GuidedRelaxation.Next(usager.Traits, silent, await TriedAsync(usager, db, ct));
        return InsiCallView.Of(call, found, found is null ? [] : TraitComparison.Compare(usager.Traits, found.Traits), next);
    }

    private static async Task<List<InsiSearch>> TriedAsync(Usager usager, IdentityDbContext db, CancellationToken ct) =>
        [.. (await db.InsiCalls.AsNoTracking().Where(c => c.UsagerId == usager.Id && c.TraitsRevision == usager.TraitsRevision && c.State == InsiCallState.Answered).ToListAsync(ct)).Select(c => c.SearchFor(usager))];

    [LoggerMessage(2100, LogLevel.Information, "INSi call {RequestId} answered {Code} (mode {Mode}, structure certificate {Certificate}, asked by {UserId})")]
    private static partial void Answered(ILogger log, Guid requestId, string code, InsiMode mode, string? certificate, string userId);
}
