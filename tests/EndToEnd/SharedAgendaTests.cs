using System.Globalization;
using EndToEnd.Stage;

namespace EndToEnd;

/// <summary>Two structures follow the same person: the second sees the week of the first as long as the person agrees.</summary>
[Collection(OnePlatform.Name)]
public sealed class SharedAgendaTests(PlatformFixture platform)
{
    private static readonly Guid Roseraie = Guid.Parse("01900000-0000-7000-8000-0000000000e2");

    [Fact]
    [Trait("Seed", "S1-81")]
    public async Task Another_structure_sees_the_week_with_consent_and_a_stated_need_plans_around_it_and_sees_nothing_once_it_is_withdrawn()
    {
        var resident = (await platform.AdmitAsync(new("ROMARIN", "CELINE", "CELINE", "1941-05-06", "F", "63220"))).Id;
        var (nurse, doctor, there) = (await platform.NurseAsync(), await platform.DoctorAsync(), await platform.AsAsync("MONTAGNE", "Roseraie du Lac"));
        var start = NextDay().AddHours(9);
        var first = (await nurse.PostAsync("/api/agenda/appointments", Appointment(Admissions.SaulesBlancs, "Atelier mémoire", start, resident))).Must(201).Json.GetProperty("appointment").GetProperty("id").GetGuid();
        var week = $"/api/agenda/calendars/usager/{resident}?from={Instant(start.AddDays(-1))}&until={Instant(start.AddDays(2))}";

        (await there.GetAsync(week)).MustRefuse(404, "not-found");
        var consent = (await nurse.PostAsync("/api/consent/consents", new
        {
            usagerId = resident, kind = "SHARE_OUT_OF_TEAM", decision = "Permit", will = new { decidedBy = "person", able = true, capacity = "comprend et répond" }, information = new { leaflet = "partage-des-informations", version = "2026-1", mode = "falc" },
            proof = new { type = "signature", reference = "scan-0081" }, categories = new[] { "AGE" }, recipients = new[] { new { finess = "990000036", function = "ide" } }, purposes = new[] { "coordination" },
        })).Must(201).Json.GetProperty("id").GetGuid();
        (await there.GetAsync(week)).MustRefuse(403, "not-authorised");   // agreed, and nobody has said why it is needed
        (await doctor.PostAsync($"/api/consent/usagers/{resident}/sharing-needs", new
        {
            recipients = new[] { new { finess = "990000036", function = "ide" } }, categories = new[] { "AGE" }, purpose = "coordination", legalBase = "L1110-4 III", why = "Accueil de jour à La Roseraie",
        })).Must(201);

        Assert.Equal([(first, Admissions.SaulesBlancs)], await WeekAsync(there, week));
        var clash = (await there.PostAsync("/api/agenda/appointments", Appointment(Roseraie, "Bilan", start.AddMinutes(30), resident))).MustRefuse(409, "override-reason-missing").Json.GetProperty("conflicts")[0];
        Assert.Equal(("usager-elsewhere", first), (clash.GetProperty("rule").GetString(), clash.GetProperty("heldBy").GetGuid()));
        var second = (await there.PostAsync("/api/agenda/appointments", Appointment(Roseraie, "Bilan", start.AddHours(4), resident))).Must(201).Json.GetProperty("appointment").GetProperty("id").GetGuid();
        Assert.Equal([(first, Admissions.SaulesBlancs), (second, Roseraie)], await WeekAsync(nurse, week));

        (await nurse.PostAsync($"/api/consent/consents/{consent}/withdraw", new { reason = "La personne ne le souhaite plus" })).Must(204);
        (await there.GetAsync(week)).MustRefuse(404, "not-found");
        Assert.Equal([(first, Admissions.SaulesBlancs), (second, Roseraie)], await WeekAsync(nurse, week));
    }

    private static object Appointment(Guid house, string label, DateTimeOffset start, Guid resident) =>
        new { establishmentId = house, kind = "rdv", label, startsAt = start, endsAt = start.AddHours(1), members = new[] { new { kind = "usager", id = resident } } };

    private static async Task<List<(Guid, Guid)>> WeekAsync(Person person, string week) =>
        [.. (await person.GetAsync(week)).Must(200).Json.GetProperty("occurrences").EnumerateArray().Select(one => (one.GetProperty("id").GetGuid(), one.GetProperty("establishmentId").GetGuid()))];

    private static DateTimeOffset NextDay() => new(TimeProvider.System.GetUtcNow().UtcDateTime.Date.AddDays(8), TimeSpan.Zero);

    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
