using System.Net;
using System.Net.Http.Json;
using Agenda.Tests.Api;
using Testing;

namespace Agenda.Tests.Constraints;

public sealed class ConstraintTests(AgendaApi api) : IClassFixture<AgendaApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private HttpClient Mother => api.As(Demo.Brume, Guid.Empty, kind: "relative", sub: "mother");

    [Fact]
    public async Task A_booking_over_what_a_mother_has_entered_warns_and_passes_with_a_reason()
    {
        var child = AgendaApi.NewPerson();
        api.Consent.Levels[child] = 2;
        var entered = await AgendaApi.OkAsync(await Mother.PostAsJsonAsync("/constraints", Orthodontist(child), Ct));
        Assert.Equal(("relative", true), (entered["authorKind"]!.GetValue<string>(), entered["mine"]!.GetValue<bool>()));

        var wanted = AgendaApi.Appointment("2026-03-11T14:00Z", 60, AgendaApi.Member("usager", child));
        var refusal = await AgendaApi.RefusedAsync(await api.Nurse.PostAsJsonAsync("/appointments", wanted, Ct), HttpStatusCode.Conflict, "override-reason-missing");
        Assert.Equal(["constraint-declared"], AgendaApi.Rules(refusal["conflicts"]!));
        wanted["overrideReason"] = "Accord de la mère par téléphone";
        var booked = await AgendaApi.OkAsync(await api.Nurse.PostAsJsonAsync("/appointments", wanted, Ct));

        Assert.Equal("constraint-declared", booked["warnings"]![0]!["rule"]!.GetValue<string>());
        Assert.Equal("Accord de la mère par téléphone", booked["appointment"]!["overrideReason"]!.GetValue<string>());
        Assert.Contains(api.Consent.Asked, q => q.Aspect == "constraint" && q.Action == "C" && q.Usagers[0].UsagerId == child.ToString());
    }

    [Fact]
    public async Task A_justified_one_cannot_be_bent_and_only_the_team_says_it_is()
    {
        var child = AgendaApi.NewPerson();
        await AgendaApi.RefusedAsync(await Mother.PostAsJsonAsync("/constraints", Orthodontist(child, justified: true), Ct), HttpStatusCode.Forbidden, "justified-by-team");
        await AgendaApi.OkAsync(await api.Nurse.PostAsJsonAsync("/constraints", Orthodontist(child, justified: true), Ct));
        var wanted = AgendaApi.Appointment("2026-03-11T14:00Z", 60, AgendaApi.Member("usager", child));
        wanted["overrideReason"] = "Il le faut";

        var refusal = await AgendaApi.RefusedAsync(await api.Nurse.PostAsJsonAsync("/appointments", wanted, Ct), HttpStatusCode.Conflict, "planning-conflict");

        Assert.Equal(["constraint-justified"], AgendaApi.Rules(refusal["conflicts"]!));
    }

    [Fact]
    public async Task Withdrawn_it_is_in_nobodys_way_and_only_its_author_or_the_team_withdraws_it()
    {
        var child = AgendaApi.NewPerson();
        var id = AgendaApi.Id(await AgendaApi.OkAsync(await Mother.PostAsJsonAsync("/constraints", Orthodontist(child), Ct)));
        var father = api.As(Demo.Brume, Guid.Empty, kind: "relative", sub: "father");

        var seen = await AgendaApi.OkAsync(await father.GetAsync($"/constraints?usagerId={child}", Ct));
        Assert.Equal("Indisponible", seen[0]!["label"]!.GetValue<string>());
        await AgendaApi.RefusedAsync(await father.PostAsync($"/constraints/{id}/withdraw", null, Ct), HttpStatusCode.Forbidden, "not-yours");
        await AgendaApi.OkAsync(await Mother.PostAsync($"/constraints/{id}/withdraw", null, Ct));
        await AgendaApi.RefusedAsync(await Mother.PostAsync($"/constraints/{id}/withdraw", null, Ct), HttpStatusCode.Conflict, "constraint-withdrawn");

        await api.BookAsync(AgendaApi.Appointment("2026-03-11T14:00Z", 60, AgendaApi.Member("usager", child)));
    }

    [Fact]
    public async Task Without_a_grant_nothing_is_entered_nor_seen()
    {
        var child = AgendaApi.NewPerson();
        api.Consent.Refused[child] = true;

        await AgendaApi.RefusedAsync(await Mother.PostAsJsonAsync("/constraints", Orthodontist(child), Ct), HttpStatusCode.Forbidden, "not-authorised");
        await AgendaApi.RefusedAsync(await Mother.GetAsync($"/constraints?usagerId={child}", Ct), HttpStatusCode.Forbidden, "not-authorised");
        await api.WaitForAsync("audit.access-recorded.v1", e => e.Data.GetProperty("usagerId").ToString() == child.ToString() && e.Data.GetProperty("outcome").GetString() == "refused");
    }

    private static object Orthodontist(Guid child, bool justified = false) => new { usagerId = child, label = "Orthodontiste", channel = "portal", firstDay = "2026-03-11", startTime = "14:00", minutes = 90, justified, rule = "FREQ=WEEKLY", validUntil = "2026-06-30" };
}
