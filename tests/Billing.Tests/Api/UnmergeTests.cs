using System.Net;
using System.Net.Http.Json;
using Contracts.Agenda;
using Contracts.Identity;
using Testing;

namespace Billing.Tests.Api;

/// <summary>A merge of identities that was a mistake: what left is never changed, reversals and new lines put it right.</summary>
public sealed class UnmergeTests(BillingApi api) : IClassFixture<BillingApi>
{
    [Fact]
    public async Task What_the_merge_reversed_is_billed_again_and_nothing_that_was_exported_changes()
    {
        var school = await api.OpenHouseAsync(priced: false);
        await school.PriceAsync("JOURNEE", 210m);
        var (kept, absorbed) = (await school.AdmitAsync("ImeSemiInternat"), await school.AdmitAsync("ImeSemiInternat"));
        foreach (var child in new[] { kept, absorbed }) await school.AttendAsync(child.Usager, "2026-03-03");
        await school.AttendAsync(absorbed.Usager, "2026-03-04");
        await school.ConfirmAsync("2026-03");
        await school.ExportAsync("2026-03");
        var merged = await MergeAsync(kept, absorbed);
        await school.ConfirmAsync("2026-04");
        await school.ExportAsync("2026-04");
        // Seen while the two were one: the kept one's.
        await school.AttendAsync(kept.Usager, "2026-04-07");

        for (var time = 0; time < 2; time++) await UndoAsync(kept, absorbed);
        await api.DeliverAsync(IdentityMerged.Topic, merged, Demo.Brume);
        await school.ConfirmAsync("2026-05");

        var all = await school.EventsAsync("usagerId=" + absorbed.Usager);
        Assert.Equal(2 * 210m, all.Sum());
        Assert.Equal([("2026-03-03", "2026-05", 210m)], all.Where(e => e.Text("period") == "2026-05").Select(e => (e.Text("serviceDate")!, e.Text("period")!, e.Amount("amount"))));
        Assert.Equal(2 * 210m, (await school.EventsAsync("usagerId=" + kept.Usager)).Sum());
        Assert.Equal(["EXPORTED", "EXPORTED", "REVERSED"], (await school.EventsAsync("period=2026-03")).Select(e => e.Text("status")!).Order());
        Assert.Equal(0, (await school.ConfirmAsync("2026-05"))["lines"]!.GetValue<int>());
        await school.VerifyAsync();
    }

    [Fact]
    public async Task Days_billed_to_the_kept_one_for_the_other_s_stay_are_reversed_and_billed_to_whom_they_belong()
    {
        var house = await api.OpenHouseAsync();
        var (kept, absorbed) = (await house.AdmitAsync(on: "2026-03-20"), await house.AdmitAsync());
        await MergeAsync(kept, absorbed);
        await house.ConfirmAsync("2026-03");
        await house.ExportAsync("2026-03");
        Assert.Equal(31, (await house.EventsAsync("period=2026-03")).Count("HEB"));

        await UndoAsync(kept, absorbed);
        await house.ConfirmAsync("2026-04");

        var late = await house.EventsAsync("originalPeriod=2026-03");
        var billed = (await house.EventsAsync("period=2026-03")).Concat(late).ToList();
        Assert.Equal(31 * 70.60m, billed.Where(e => e.Text("usagerId") == absorbed.Usager.ToString()).Sum());
        Assert.Equal(12 * 70.60m, billed.Where(e => e.Text("usagerId") == kept.Usager.ToString()).Sum());
        Assert.All(late.Where(e => e.Text("reversalOf") is not null), e => Assert.Equal("fusion-annulee", e.Text("reason")));
        await house.VerifyAsync();
    }

    [Fact]
    public async Task A_stay_admitted_meanwhile_stays_with_the_kept_one_until_somebody_says_whose_it_is()
    {
        var house = await api.OpenHouseAsync();
        var (kept, absorbed) = (new Resident(Guid.CreateVersion7(), Guid.Empty), new Resident(Guid.CreateVersion7(), Guid.Empty));
        await MergeAsync(kept, absorbed);
        var meanwhile = await house.AdmitAsync(on: "2026-03-10", usager: kept.Usager);
        await UndoAsync(kept, absorbed);
        await house.ConfirmAsync("2026-03");
        Assert.Equal(22 * 70.60m, (await house.EventsAsync("usagerId=" + kept.Usager)).Sum());

        var row = Assert.Single((await house.GetAsync($"/to-sort?subjectId={absorbed.Usager}"))["items"]!.AsArray())!;
        Assert.Equal(("stay", meanwhile.Stay), (row["kind"]!.GetValue<string>(), row["rowId"]!.GetValue<Guid>()));
        Assert.Equal(HttpStatusCode.NoContent, (await api.Referent.PostAsJsonAsync($"/to-sort/{row["id"]}/settle", new { goesTo = "restored" }, BillingApi.Ct)).StatusCode);
        await house.ConfirmAsync("2026-03");

        Assert.Equal(0m, (await house.EventsAsync("usagerId=" + kept.Usager)).Sum());
        Assert.Equal(22 * 70.60m, (await house.EventsAsync("usagerId=" + absorbed.Usager)).Sum());
        Assert.Empty((await house.GetAsync($"/to-sort?subjectId={absorbed.Usager}"))["items"]!.AsArray());
    }

    [Fact]
    public async Task An_attendance_that_gave_way_in_a_merge_counts_for_nothing_whichever_news_comes_first()
    {
        foreach (var mergeFirst in new[] { true, false })
        {
            var school = await api.OpenHouseAsync(priced: false);
            await school.PriceAsync("JOURNEE", 210m);
            var (kept, absorbed) = (await school.AdmitAsync("ImeSemiInternat"), await school.AdmitAsync("ImeSemiInternat"));
            await school.AttendAsync(kept.Usager, "2026-03-03");
            var gave = await school.AttendAsync(absorbed.Usager, "2026-03-03");
            await school.ConfirmAsync("2026-03");
            await school.ExportAsync("2026-03");

            if (mergeFirst) await MergeAsync(kept, absorbed);
            for (var time = 0; time < 2; time++)
                Assert.Equal("SUCCESS", await api.DeliverAsync(AttendanceCorrected.Topic, new AttendanceCorrected(gave.AttendanceId, 2, gave.OccurrenceId, gave.ActivityId, gave.UsagerId, gave.EstablishmentId, gave.ServiceDate, "FULL", "CANCELLED", 0, 0, "2.3.4.2", "identity-merged", Guid.Empty, api.Clock.GetUtcNow()), Demo.Brume));
            if (!mergeFirst) await MergeAsync(kept, absorbed);
            await school.ConfirmAsync("2026-04");

            var reversal = Assert.Single(await school.EventsAsync("originalPeriod=2026-03"));
            Assert.Equal((-210m, absorbed.Usager.ToString(), "fusion"), (reversal.Amount("amount"), reversal.Text("usagerId"), reversal.Text("reason")));
            Assert.Equal(210m, (await school.EventsAsync("period=2026-03")).Concat([reversal]).Sum());
        }
    }

    [Fact]
    public async Task Another_organisations_unmerge_changes_nothing()
    {
        var house = await api.OpenHouseAsync();
        var (kept, absorbed) = (await house.AdmitAsync(), await house.AdmitAsync());
        await MergeAsync(kept, absorbed);
        api.Clock.Advance(TimeSpan.FromMinutes(1));

        await api.DeliverAsync(IdentityUnmerged.Topic, new IdentityUnmerged(absorbed.Usager, kept.Usager, api.Clock.GetUtcNow()), Demo.Rivieres);
        await house.ConfirmAsync("2026-03");

        Assert.Equal(31 * 70.60m, (await house.EventsAsync("period=2026-03")).Sum());
    }

    [Fact]
    public async Task An_invented_person_is_not_admitted()
    {
        var (house, invented) = (await api.OpenHouseAsync(), Guid.CreateVersion7());
        api.Consent.Hidden[invented] = true;   // as consent answers of whom identity does not have

        await BillingApi.RefusedAsync(await api.Referent.PostAsJsonAsync("/stays", new { usagerId = invented, establishmentId = house.Id, regime = "EhpadClassic", admittedOn = "2026-01-01" }, BillingApi.Ct), HttpStatusCode.NotFound, "not-found");

        api.Consent.Hidden.TryRemove(invented, out _);
        Assert.Equal(0, (await house.GetAsync($"/stays?usagerId={invented}"))["total"]!.GetValue<int>());
    }

    private async Task<IdentityMerged> MergeAsync(Resident kept, Resident absorbed)
    {
        api.Clock.Advance(TimeSpan.FromMinutes(1));
        var fact = new IdentityMerged(kept.Usager, absorbed.Usager, api.Clock.GetUtcNow());
        Assert.Equal("SUCCESS", await api.DeliverAsync(IdentityMerged.Topic, fact, Demo.Brume));
        return fact;
    }

    private async Task UndoAsync(Resident kept, Resident absorbed)
    {
        api.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("SUCCESS", await api.DeliverAsync(IdentityUnmerged.Topic, new IdentityUnmerged(absorbed.Usager, kept.Usager, api.Clock.GetUtcNow()), Demo.Brume));
    }
}
