using Contracts.Audit;
using Contracts.Consent;
using Consent.Deadlines;
using Microsoft.Extensions.DependencyInjection;
using Testing;
using Xunit;

namespace Consent.Tests;

[Collection("House")]
public sealed class BreakGlassTests(ConsentApi api)
{
    private const string Why = "Chute dans le couloir, inconsciente";

    [Fact]
    public async Task C8_With_a_reason_it_opens_one_file_for_an_hour_and_everybody_is_told()
    {
        var nurse = api.Directory.Add(Demo.Brume, "ide", Demo.RoseraieDuLac);
        var (resident, other) = (await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs), await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs));
        Assert.True((await api.AskAsync(Demo.Brume, nurse, resident, "SOI", "R")).BreakGlassOffered);

        Assert.Equal(400, (await api.TryAsync(nurse, "/break-glass", new { usagerId = resident, reasonCode = "vital-emergency", reason = "" })).Status);
        Assert.Equal(400, (await api.TryAsync(nurse, "/break-glass", new { usagerId = resident, reasonCode = "vital-emergency", reason = "urgence" })).Status);
        Assert.Equal((400, "break-glass-reason"), await api.TryAsync(nurse, "/break-glass", new { usagerId = resident, reasonCode = "vital-emergency", reason = "ok            " }));
        Assert.Equal(400, (await api.TryAsync(nurse, "/break-glass", new { usagerId = resident, reasonCode = "curiosity", reason = Why })).Status);
        Assert.Equal((401, "step-up-required"), await api.TryAsync(nurse, "/break-glass", new { usagerId = resident, reasonCode = "vital-emergency", reason = Why }, api.Clock.GetUtcNow().AddMinutes(-6)));
        Assert.False((await api.AskAsync(Demo.Brume, nurse, resident, "SOI", "R")).Allowed);

        var opening = await OpenAsync(nurse, resident);
        var told = (await api.WaitForOneAsync(BreakGlassOpened.Topic, fact => fact.As<BreakGlassOpened>().BreakGlassId == opening)).As<BreakGlassOpened>();
        Assert.Equal(TimeSpan.FromMinutes(60), told.EndsAt - told.OpenedAt);
        Assert.Equal(TimeSpan.FromHours(72), told.ReviewDueAt - told.OpenedAt);
        Assert.Equal(["medecin-coordonnateur", "dpo", "person", "medecin-traitant"], told.Notify);
        Assert.Equal((Demo.SaulesBlancs, "vital-emergency"), (told.EstablishmentId, told.ReasonCode));

        var read = await api.AskAsync(Demo.Brume, nurse, resident, "SOI", "R");
        Assert.Contains("banner", read.Obligations);
        Assert.Contains("notify", read.Obligations);
        Assert.True((await api.AskAsync(Demo.Brume, nurse, resident, "MED", "C")).Allowed);
        Assert.Equal("DENY_PROFILE", (await api.AskAsync(Demo.Brume, nurse, resident, "AVQ", "U")).ReasonCode);
        Assert.Equal("DENY_PROFILE", (await api.AskAsync(Demo.Brume, nurse, resident, "FIN", "R")).ReasonCode);
        Assert.False((await api.AskAsync(Demo.Brume, nurse, other, "SOI", "R")).Allowed);
        await api.WaitForAsync(AccessRecorded.Topic, fact => fact.As<AccessRecorded>() is { Action: "decision.take" } line && line.UsagerId == resident && line.RuleIds.Contains($"BREAK-GLASS-{opening}"));

        Assert.Equal((409, "break-glass-open"), await api.TryAsync(nurse, "/break-glass", Body(resident)));
        api.Clock.Advance(TimeSpan.FromMinutes(59));
        Assert.True((await api.AskAsync(Demo.Brume, nurse, resident, "SOI", "R")).Allowed);
        api.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("DENY_RELATION", (await api.AskAsync(Demo.Brume, nurse, resident, "SOI", "R")).ReasonCode);
    }

    [Fact]
    public async Task The_house_itself_may_tell_of_it_unless_the_person_said_no_to_the_channel()
    {
        var nurse = api.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs);
        var (resident, opposed, refusing) = (await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs), await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs), await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs));
        await api.MakeAsync(nurse, "/oppositions", new { usagerId = opposed, channel = "mssante", recipient = "luc.ferrand@medecin.mssante.fr" });
        await api.MakeAsync(nurse, "/oppositions", new { usagerId = refusing, channel = "citizen" });

        Assert.Equal((true, "R1111-48"), await NoticeAsync(resident, "citizen") is var told ? (told.Allowed, told.RuleIds[0]) : default);
        Assert.True((await NoticeAsync(resident, "mssante")).Allowed);
        Assert.Equal("DENY_OPPOSITION", (await NoticeAsync(opposed, "mssante")).ReasonCode);
        Assert.True((await NoticeAsync(opposed, "citizen")).Allowed);
        Assert.Equal("DENY_OPPOSITION", (await NoticeAsync(refusing, "citizen")).ReasonCode);

        // No other service, no other act, nobody unknown, and a professional gains nothing by the word.
        Assert.Equal("DENY_ACCOUNT", (await NoticeAsync(resident, "citizen", service: "documents")).ReasonCode);
        Assert.Equal("DENY_ACCOUNT", (await NoticeAsync(resident, "citizen", r => r.Action = "R")).ReasonCode);
        Assert.Equal("DENY_ACCOUNT", (await NoticeAsync(resident, "citizen", r => r.Category = "MED")).ReasonCode);
        Assert.Equal("DENY_RELATION", (await NoticeAsync(Guid.CreateVersion7(), "citizen")).ReasonCode);
        var elsewhere = api.Directory.Add(Demo.Brume, "ide", Demo.RoseraieDuLac);
        Assert.False((await NoticeAsync(resident, "citizen", r => r.SituationId = elsewhere.ToString())).Allowed);
    }

    [Fact]
    public async Task A_verdict_is_due_within_72_hours_by_somebody_else_and_an_abuse_suspends()
    {
        var nurse = api.Directory.Add(Demo.Brume, "ide", Demo.RoseraieDuLac);
        var (reviewer, elsewhere) = (api.Directory.Add(Demo.Brume, "medecin-coordonnateur", Demo.SaulesBlancs), api.Directory.Add(Demo.Brume, "medecin-coordonnateur", Demo.DeuxChenes));
        var director = api.Directory.Add(Demo.Brume, "directeur", Demo.SaulesBlancs);
        var resident = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs);
        var own = await api.ResidentAsync(Demo.Brume, Demo.RoseraieDuLac);
        var opening = await OpenAsync(nurse, resident);

        Assert.Contains(opening, await DueAsync(reviewer));
        Assert.DoesNotContain(opening, await DueAsync(elsewhere));
        Assert.Equal((403, "break-glass-reviewer"), await api.TryAsync(nurse, "/break-glass/reviews", method: HttpMethod.Get));
        Assert.Equal(404, (await api.TryAsync(elsewhere, $"/break-glass/{opening}/review", new { verdict = "justified", comment = "ok" })).Status);
        Assert.Equal(400, (await api.TryAsync(reviewer, $"/break-glass/{opening}/review", new { verdict = "perhaps", comment = "?" })).Status);
        api.Clock.Advance(TimeSpan.FromHours(73));
        await api.Provider.GetRequiredService<WatchDeadlines>().TurnAsync(TestContext.Current.CancellationToken);
        await api.WaitForOneAsync(DeadlineNear.Topic, fact => fact.As<DeadlineNear>() is { Kind: "break-glass-review" } late && late.SubjectId == opening);

        Assert.Equal(204, (await api.TryAsync(reviewer, $"/break-glass/{opening}/review", new { verdict = "abuse", comment = "Aucune urgence ce jour-là" })).Status);
        var verdict = (await api.WaitForAsync(BreakGlassReviewed.Topic, fact => fact.As<BreakGlassReviewed>().BreakGlassId == opening)).As<BreakGlassReviewed>();
        Assert.Equal(("abuse", nurse), (verdict.Verdict, verdict.SituationId));
        Assert.Equal(("DENY_ACCOUNT", "ACCOUNT-SUSPENDED"), await ReasonAsync(nurse, own));
        Assert.Equal((409, "break-glass-reviewed"), await api.TryAsync(reviewer, $"/break-glass/{opening}/review", new { verdict = "justified", comment = "ok" }));
        Assert.Equal((403, "suspension-director"), await api.TryAsync(reviewer, $"/break-glass/{opening}/lift"));
        Assert.Equal(204, (await api.TryAsync(director, $"/break-glass/{opening}/lift")).Status);
        Assert.Equal("ALLOW", (await ReasonAsync(nurse, own)).Reason);
        Assert.Equal((409, "not-suspended"), await api.TryAsync(director, $"/break-glass/{opening}/lift"));
    }

    [Fact]
    public async Task Neither_a_profile_without_that_right_nor_an_express_opposition_lets_it_open()
    {
        var (assistant, nurse) = (api.Directory.Add(Demo.Brume, "aide-soignant", Demo.RoseraieDuLac), api.Directory.Add(Demo.Brume, "ide", Demo.RoseraieDuLac));
        var insider = api.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs);
        var resident = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs);
        Assert.False((await api.AskAsync(Demo.Brume, assistant, resident, "SOI", "R")).BreakGlassOffered);
        Assert.Equal((403, "break-glass-profile"), await api.TryAsync(assistant, "/break-glass", Body(resident)));
        Assert.Equal((404, "not-found"), await api.TryAsync(nurse, "/break-glass", Body(Guid.CreateVersion7())));

        await api.MakeAsync(insider, "/oppositions", new { usagerId = resident, channel = "emergency", reason = "Refus exprimé dans ses directives" });

        Assert.Equal((403, "break-glass-opposed"), await api.TryAsync(nurse, "/break-glass", Body(resident)));
        await api.WaitForAsync(AccessRecorded.Topic, fact => fact.As<AccessRecorded>() is { Action: "break-glass.open", Outcome: "refused", ReasonCode: "opposition" } line && line.UsagerId == resident);
    }

    [Fact]
    public async Task When_somebody_represents_the_person_they_are_told_in_her_place()
    {
        var nurse = api.Directory.Add(Demo.Brume, "ide", Demo.RoseraieDuLac);
        var resident = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs);
        await Sharing.MeasureAsync(api, Demo.SaulesBlancs, resident, "Both", "Represent");

        var opening = await OpenAsync(nurse, resident);

        Assert.Contains("representative", (await api.WaitForAsync(BreakGlassOpened.Topic, fact => fact.As<BreakGlassOpened>().BreakGlassId == opening)).As<BreakGlassOpened>().Notify!);
    }

    private static object Body(Guid resident) => new { usagerId = resident, reasonCode = "vital-emergency", reason = Why };

    private Task<Decision> NoticeAsync(Guid resident, string channel, Action<AuthorizeRequest>? more = null, string service = "messaging") => api.AskAsync(Demo.Brume, Guid.Empty, resident, "MSG", "S", channel, r =>
    {
        (r.SituationId, r.Purpose, r.Recipient) = ("", "legal-notice", channel == "mssante" ? "luc.ferrand@medecin.mssante.fr" : "");
        more?.Invoke(r);
    }, service: service);

    private Task<Guid> OpenAsync(Guid nurse, Guid resident) => api.MakeAsync(nurse, "/break-glass", Body(resident));

    private async Task<List<Guid>> DueAsync(Guid reviewer) => [.. (await api.ReadAsync(reviewer, "/break-glass/reviews")).EnumerateArray().Select(o => o.GetProperty("id").GetGuid())];

    private async Task<(string Reason, string Rule)> ReasonAsync(Guid nurse, Guid resident)
    {
        var decision = await api.AskAsync(Demo.Brume, nurse, resident, "SOI", "R");
        return (decision.ReasonCode, decision.RuleIds[0]);
    }
}
