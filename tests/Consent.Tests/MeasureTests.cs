using Consent.Deadlines;
using Consent.Deciding;
using Contracts.Consent;
using Microsoft.Extensions.DependencyInjection;
using Platform;
using Testing;
using Xunit;

namespace Consent.Tests;

[Collection("House")]
public sealed class MeasureTests(ConsentApi api)
{
    private DateOnly Today => Paris.DateOf(api.Clock.GetUtcNow());

    [Fact]
    public async Task C4_A_young_person_comes_of_age_at_midnight_in_Paris_and_the_parents_access_closes()
    {
        var nurse = api.Directory.Add(Demo.Brume, "ide", Demo.DeuxChenes);
        var birthday = Today.AddDays(59);
        var youth = await api.ResidentAsync(Demo.Brume, Demo.DeuxChenes, born: birthday.AddYears(-18).ToString("yyyy-MM-dd"));
        await api.GrantAsync(nurse, youth, "mere-1", "Parent", 2);
        await LookAsync();
        var prepared = (await api.WaitForOneAsync(DeadlineNear.Topic, fact => fact.As<DeadlineNear>().UsagerId == youth)).As<DeadlineNear>();

        api.Clock.MoveTo(Paris.StartOf(birthday).AddSeconds(-1));
        var before = await api.AskAsAccountAsync("mere-1", youth, "EDU", "R");
        api.Clock.MoveTo(Paris.StartOf(birthday));
        var after = await api.AskAsAccountAsync("mere-1", youth, "EDU", "R");
        await LookAsync();

        Assert.Equal(("majority", 60, birthday, Demo.DeuxChenes), (prepared.Kind, prepared.DaysLeft, prepared.DueOn, prepared.EstablishmentId));
        Assert.True(before.Allowed);
        Assert.Equal((false, "DENY_RELATION", true), (after.Allowed, after.ReasonCode, after.Explanation.Contains("majeure", StringComparison.Ordinal)));
        await api.WaitForAsync(DeadlineNear.Topic, fact => fact.As<DeadlineNear>() is { DaysLeft: 0 } due && due.UsagerId == youth);
        await api.WaitForAsync(ConsentChanged.Topic, fact => fact.As<ConsentChanged>() is { Kind: "FAMILY_ACCESS", Status: "expired" } closed && closed.UsagerId == youth);
        Assert.Equal((409, "parent-of-adult"), await api.TryAsync(nurse, $"/usagers/{youth}/grants", new { holder = "Parent", account = "pere-1", name = "Père", level = 1, proof = "livret de famille" }));
    }

    [Fact]
    public async Task C5_A_tutor_for_goods_opens_no_medical_tab_a_tutor_of_the_person_does_and_an_expired_judgment_gives_nothing()
    {
        var nurse = api.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs);
        var resident = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs);
        var goods = await Sharing.MeasureAsync(api, Demo.SaulesBlancs, resident, "Goods", "Represent");
        var person = await Sharing.MeasureAsync(api, Demo.SaulesBlancs, resident, "Both", "Represent");
        var ending = await Sharing.MeasureAsync(api, Demo.SaulesBlancs, resident, "Both", "Represent", expires: Today);
        await api.GrantAsync(nurse, resident, "goods", "Representative", 2, goods);
        await api.GrantAsync(nurse, resident, "person", "Representative", 2, person);
        await api.GrantAsync(nurse, resident, "ending", "Representative", 2, ending);

        Assert.Equal("DENY_PROFILE", (await api.AskAsAccountAsync("goods", resident, "MED", "R")).ReasonCode);
        Assert.True((await api.AskAsAccountAsync("goods", resident, "FIN", "R")).Allowed);
        Assert.True((await api.AskAsAccountAsync("person", resident, "MED", "R")).Allowed);
        Assert.True((await api.AskAsAccountAsync("ending", resident, "MED", "R")).Allowed);

        api.Clock.MoveTo(Paris.StartOf(Today.AddDays(1)));
        var expired = await api.AskAsAccountAsync("ending", resident, "MED", "R");
        Assert.Equal((false, "DENY_RELATION", "MEASURE-EXPIRED"), (expired.Allowed, expired.ReasonCode, expired.RuleIds.Single()));
    }

    [Theory]
    [InlineData("Curatelle", "Person", "Assist", false, "", false)]                        // the curateur sees nothing without her agreement
    [InlineData("Curatelle", "Person", "Assist", true, "MED", true)]
    [InlineData("HabilitationFamiliale", "Both", "Assist", false, "", false)]
    [InlineData("HabilitationFamiliale", "Person", "Represent", false, "MED", true)]
    [InlineData("HabilitationFamiliale", "Goods", "Represent", false, "FIN", true)]
    [InlineData("HabilitationFamiliale", "Goods", "Represent", false, "MED", false)]
    [InlineData("MandatDeProtectionFuture", "Person", "Represent", false, "MED", true)]
    [InlineData("SauvegardeDeJustice", "Person", "Assist", false, "", false)]
    public async Task What_a_representative_sees_is_what_the_measure_says(string type, string scope, string mode, bool agreed, string category, bool allowed)
    {
        var nurse = api.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs);
        var resident = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs);
        var measure = await Sharing.MeasureAsync(api, Demo.SaulesBlancs, resident, scope, mode, type);
        await api.GrantAsync(nurse, resident, "holder", "Representative", 2, measure, agreed);

        Assert.Equal(allowed, (await api.AskAsAccountAsync("holder", resident, category.Length > 0 ? category : "IDT", "R")).Allowed);
    }

    [Fact]
    [Trait("Seed", "S1-67")]
    public async Task Under_a_tutelle_with_representation_the_tutor_signs_and_the_persons_opinion_is_recorded()
    {
        var nurse = api.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs);
        var resident = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs);
        var (person, goods) = (await Sharing.MeasureAsync(api, Demo.SaulesBlancs, resident, "Person", "Represent"), await Sharing.MeasureAsync(api, Demo.SaulesBlancs, resident, "Goods", "Represent"));
        object Consent(object will) => new { usagerId = resident, kind = "IMAGE", decision = "Permit", will, information = Sharing.Information, proof = Sharing.Signed };

        Assert.Equal((400, "assent-missing"), await api.TryAsync(nurse, "/consents", Consent(new { decidedBy = "representative", able = false, measureId = person, deciderName = "M. Tuteur" })));
        Assert.Equal((409, "measure-goods-only"), await api.TryAsync(nurse, "/consents", Consent(new { decidedBy = "representative", able = false, measureId = goods, deciderName = "M. Tuteur", assent = "Sourit" })));
        Assert.Equal((409, "person-able"), await api.TryAsync(nurse, "/consents", Consent(new { decidedBy = "representative", able = true, measureId = person, assent = "Sourit" })));
        Assert.Equal((409, "decider-unable"), await api.TryAsync(nurse, "/consents", Consent(new { decidedBy = "person", able = false })));
        Assert.Equal((409, "team-decides"), await api.TryAsync(nurse, "/consents", Consent(new { decidedBy = "team", able = false, assent = "Sourit" })));
        var signed = await api.MakeAsync(nurse, "/consents", Consent(new { decidedBy = "representative", able = false, measureId = person, deciderName = "M. Tuteur", capacity = "ne comprend pas la portée", assent = "Contente d'être sur la photo" }));

        var kept = (await api.ReadAsync(nurse, $"/consents?usagerId={resident}")).EnumerateArray().Single();
        Assert.Equal((signed, "representative", "Contente d'être sur la photo"), (kept.GetProperty("id").GetGuid(), kept.GetProperty("will").GetProperty("decidedBy").GetString(), kept.GetProperty("will").GetProperty("assent").GetString()));
    }

    [Fact]
    public async Task For_a_minor_a_parent_decides_and_the_minor_cannot_alone()
    {
        var nurse = api.Directory.Add(Demo.Brume, "ide", Demo.DeuxChenes);
        var child = await api.ResidentAsync(Demo.Brume, Demo.DeuxChenes, born: Today.AddYears(-12).ToString("yyyy-MM-dd"));
        object Consent(object will) => new { usagerId = child, kind = "IMAGE", decision = "Permit", will, information = Sharing.Information, proof = Sharing.Signed };

        Assert.Equal((409, "decider-minor"), await api.TryAsync(nurse, "/consents", Consent(Sharing.Able)));
        await api.MakeAsync(nurse, "/consents", Consent(new { decidedBy = "parent", able = false, deciderName = "Mme Mère", assent = "D'accord" }));
        var who = (await api.ReadAsync(nurse, $"/usagers/{child}/legal-measures")).GetProperty("whoDecides")[0].GetString();
        Assert.Contains("autorité parentale", who, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_judgment_that_ends_is_announced_at_90_and_30_days_once_each()
    {
        var resident = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs);
        var measure = await Sharing.MeasureAsync(api, Demo.SaulesBlancs, resident, "Both", "Represent", expires: Today.AddDays(85));

        await LookAsync();
        await LookAsync();
        api.Clock.Advance(TimeSpan.FromDays(56));
        await LookAsync();

        await api.WaitForAsync(DeadlineNear.Topic, fact => fact.As<DeadlineNear>() is { DaysLeft: 30 } near && near.SubjectId == measure);
        Assert.Equal([90, 30], api.Published.Where(fact => fact.Topic == DeadlineNear.Topic).Select(fact => fact.As<DeadlineNear>()).Where(near => near.SubjectId == measure).Select(near => near.DaysLeft));
    }

    [Fact]
    public async Task Every_organisation_is_looked_at_however_many_there_are()
    {
        foreach (var at in Enumerable.Range(1, 110))
        {
            await using var scope = api.Provider.CreateAsyncScope();
            var tenant = Guid.Parse($"00000000-0000-7000-8000-{at:D12}");
            using var _ = scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(tenant);
            await RulesVersion.RaiseAsync(scope.ServiceProvider.GetRequiredService<ConsentDbContext>(), tenant, [], TestContext.Current.CancellationToken);
        }
        var resident = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs);
        var measure = await Sharing.MeasureAsync(api, Demo.SaulesBlancs, resident, "Both", "Represent", expires: Today.AddDays(29));

        await LookAsync();

        await api.WaitForAsync(DeadlineNear.Topic, fact => fact.As<DeadlineNear>() is { DaysLeft: 30 } near && near.SubjectId == measure);
    }

    [Fact]
    public void An_unknown_day_counts_as_late_as_it_can_be_and_a_leap_birthday_falls_on_the_first_of_March()
    {
        Assert.Equal(new DateOnly(2008, 12, 31), Measures.Majority.Read("2008-00-00"));
        Assert.Equal(new DateOnly(2008, 2, 29), Measures.Majority.Read("2008-02-00"));
        Assert.Equal(new DateOnly(2026, 3, 1), Measures.Majority.On(new(2008, 2, 29)));
        Assert.Null(Measures.Majority.Read("inconnue"));
        // Midnight in Paris is 22:00 UTC the evening before in summer.
        Assert.False(Measures.Majority.Reached(new(2008, 7, 14), new DateTimeOffset(2026, 7, 13, 21, 59, 59, TimeSpan.Zero)));
        Assert.True(Measures.Majority.Reached(new(2008, 7, 14), new DateTimeOffset(2026, 7, 13, 22, 0, 0, TimeSpan.Zero)));
    }

    private Task LookAsync() => api.Provider.GetRequiredService<WatchDeadlines>().TurnAsync(TestContext.Current.CancellationToken);
}
