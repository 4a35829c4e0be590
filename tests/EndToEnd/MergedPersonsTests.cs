using System.Globalization;
using System.Text.Json;
using EndToEnd.Stage;

namespace EndToEnd;

/// <summary>Two identities are found to be one person, and were not after all: every service follows, there and back. And nobody is written about who does not exist.</summary>
[Collection(OnePlatform.Name)]
public sealed class MergedPersonsTests(PlatformFixture platform)
{
    private Person _nurse = null!, _officer = null!, _accounts = null!;
    private Guid _kept, _absorbed;

    [Fact]
    public async Task What_every_service_holds_goes_with_the_kept_identity_and_comes_back()
    {
        (_nurse, _officer, _accounts) = (await platform.NurseAsync(), await platform.AsAsync("ERMONT"), await platform.AsAsync("CASTAING"));
        (_kept, _absorbed) = ((await platform.AdmitAsync(new("BRUYERE", "ODETTE", "ODETTE", "1938-02-11", "F", "63220"))).Id, (await platform.AdmitAsync(new("GENEVRIER", "PAULE", "PAULE", "1944-09-30", "F", "63220"))).Id);
        var useCase = (await _nurse.GetAsync($"/api/telemedicine/use-cases?establishmentId={Admissions.SaulesBlancs}")).Must(200).Json.EnumerateArray().First(u => u.GetProperty("code").GetString() == "geriatrie").GetProperty("id").GetGuid();
        var things = new Things(
            await MadeAsync(_nurse, "/api/agenda/appointments", Appointment(_absorbed, 9), json => json.GetProperty("appointment").GetProperty("id")),
            await MadeAsync(_nurse, "/api/consent/oppositions", new { usagerId = _absorbed, channel = "dmp" }, json => json.GetProperty("id")),
            await platform.ValidatedLiaisonAsync(_absorbed),
            await MadeAsync(_nurse, "/api/messaging/threads", Message(_absorbed), json => json.GetProperty("threadId")),
            await MadeAsync(_nurse, "/api/telemedicine/requests", Request(_absorbed, useCase), json => json.GetProperty("request").GetProperty("id")),
            await MadeAsync(_accounts, "/api/billing/stays", Stay(_absorbed), json => json.GetProperty("id")));
        await ComesAsync(_absorbed, things);

        (await _officer.PostAsync($"/api/identity/usagers/{_kept}/merge", new { absorbedId = _absorbed, absorbedVersion = await VersionAsync(_absorbed), reason = "Même personne, deux dossiers" }, $"\"{await VersionAsync(_kept)}\"")).Must(200);

        await ComesAsync(_kept, things with { Stay = Guid.Empty });   // a stay keeps the identity it was billed under
        var refused = (await _nurse.PostAsync("/api/agenda/appointments", Appointment(_absorbed, 11))).MustRefuse(403, "not-authorised");
        Assert.Contains(_kept.ToString(), refused.Text, StringComparison.Ordinal);
        var meanwhile = await MadeAsync(_nurse, "/api/agenda/appointments", Appointment(_kept, 14), json => json.GetProperty("appointment").GetProperty("id"));

        (await _officer.PostAsync($"/api/identity/usagers/{_absorbed}/unmerge", new { reason = "Deux personnes en réalité" }, $"\"{await VersionAsync(_absorbed)}\"")).Must(200);

        await ComesAsync(_absorbed, things);
        Assert.Equal([meanwhile], await WeekAsync(_kept));
        await Eventually.ComesAsync("the task of the identity officer", async () => (await _officer.GetAsync("/api/directory/tasks")).Must(200).Json.EnumerateArray()
            .Where(t => t.GetProperty("kind").GetString() == "unmerge-to-sort" && t.GetProperty("subjectId").GetGuid() == _absorbed).Cast<object>().SingleOrDefault());
        Assert.Equal("activity", Assert.Single((await _nurse.GetAsync($"/api/agenda/to-sort?subjectId={_kept}")).Must(200).Json.GetProperty("items").EnumerateArray()).GetProperty("kind").GetString());
        Assert.Contains("wills", (await _nurse.GetAsync($"/api/consent/to-sort?subjectId={_absorbed}")).Must(200).Text, StringComparison.Ordinal);
        // Nothing that one of them closed is open, for neither.
        foreach (var person in new[] { _kept, _absorbed })
            Assert.Contains("deny-opposition", (await _nurse.PostAsync("/api/consent/decisions", new { usagerId = person, category = "DMP", action = "S", channel = "dmp" })).Text.ToLowerInvariant().Replace('_', '-'), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_invented_person_gets_a_404_from_every_service_and_nothing_is_written()
    {
        var (nurse, director, accounts) = (await platform.NurseAsync(), await platform.AsAsync("LEFORT"), await platform.AsAsync("CASTAING"));
        var useCase = (await nurse.GetAsync($"/api/telemedicine/use-cases?establishmentId={Admissions.SaulesBlancs}")).Must(200).Json.EnumerateArray().First(u => u.GetProperty("code").GetString() == "geriatrie").GetProperty("id").GetGuid();
        foreach (var invented in new[] { Guid.CreateVersion7(), Guid.Empty })
        {
            foreach (var (by, path, body) in new (Person, string, object)[]
            {
                (nurse, "/api/agenda/appointments", Appointment(invented, 9)),
                (nurse, "/api/agenda/absences", new { usagerId = invented, establishmentId = Admissions.SaulesBlancs, cause = "HOSPITAL_MCO", leftAt = NextDay(), noticeGiven = true }),
                (nurse, "/api/documents/documents", new { usagerId = invented, typeCode = "74207-2", content = new { liaison = new { reason = "Fièvre" } } }),
                (nurse, "/api/messaging/threads", Message(invented)),
                (nurse, "/api/telemedicine/requests", Request(invented, useCase)),
                (nurse, "/api/consent/oppositions", new { usagerId = invented, channel = "dmp" }),
                (accounts, "/api/billing/stays", Stay(invented)),
                (director, "/api/billing/stays", Stay(invented)),
            })
            {
                var reply = await by.PostAsync(path, body);
                Assert.True(reply.IsRefusal && (reply.Status, reply.Code) is (404, "not-found") or (400, "member-missing"), $"{path}: {reply.Status} {reply.Text}");
            }
            Assert.Equal(0, (await accounts.GetAsync($"/api/billing/stays?usagerId={invented}")).Must(200).Json.GetProperty("total").GetInt32());
            Assert.Equal(0, (await nurse.GetAsync($"/api/documents/documents?usagerId={invented}")).Must(200).Json.GetArrayLength());
        }
    }

    private sealed record Things(Guid Appointment, Guid Opposition, Guid Document, Guid Thread, Guid Request, Guid Stay);

    // All of it under one identity, and none of it under the other.
    private async Task ComesAsync(Guid holder, Things things)
    {
        var (other, seen) = (holder == _kept ? _absorbed : _kept, "");
        await Eventually.ComesAsync($"what both have to {holder}", async () =>
        {
            var (here, there) = (await HeldAsync(holder), await HeldAsync(other));
            seen = $"{here} / {there}";
            return Same(here, things) && !(there.Appointment == things.Appointment || there.Opposition == things.Opposition || there.Document == things.Document || there.Thread == things.Thread || there.Request == things.Request) ? seen : null;
        });
    }

    private static bool Same(Things here, Things wanted) => here with { Stay = Guid.Empty } == wanted with { Stay = Guid.Empty } && (wanted.Stay == Guid.Empty || here.Stay == wanted.Stay);

    private async Task<Things> HeldAsync(Guid person) => new(
        (await WeekAsync(person)).FirstOrDefault(),
        First((await _nurse.GetAsync($"/api/consent/oppositions?usagerId={person}")).Must(200).Json),
        First((await _nurse.GetAsync($"/api/documents/documents?usagerId={person}")).Must(200).Json),
        First((await _nurse.GetAsync($"/api/messaging/threads?usagerId={person}")).Must(200).Json.GetProperty("threads")),
        First((await _nurse.GetAsync($"/api/telemedicine/requests?usagerId={person}")).Must(200).Json.GetProperty("items")),
        First((await _accounts.GetAsync($"/api/billing/stays?usagerId={person}")).Must(200).Json.GetProperty("stays")));

    private static Guid First(JsonElement list) => list.EnumerateArray().Select(one => one.GetProperty("id").GetGuid()).FirstOrDefault();

    private async Task<List<Guid>> WeekAsync(Guid person) =>
        [.. (await _nurse.GetAsync($"/api/agenda/calendars/usager/{person}?from={Instant(NextDay().AddDays(-1))}&until={Instant(NextDay().AddDays(2))}")).Must(200).Json.GetProperty("occurrences").EnumerateArray().Select(o => o.GetProperty("id").GetGuid())];

    private async Task<int> VersionAsync(Guid person) => (await _officer.GetAsync($"/api/identity/usagers/{person}")).Must(200).Json.GetProperty("version").GetInt32();

    private static async Task<Guid> MadeAsync(Person by, string path, object body, Func<JsonElement, JsonElement> id) => id((await by.PostAsync(path, body)).Must(201).Json).GetGuid();

    private static object Appointment(Guid person, int hour) =>
        new { establishmentId = Admissions.SaulesBlancs, kind = "rdv", label = "Visite", startsAt = NextDay().AddHours(hour), endsAt = NextDay().AddHours(hour + 1), members = new[] { new { kind = "usager", id = person } } };

    private static object Message(Guid person) =>
        new { usagerId = person, counterpart = "Professional", subject = "Suivi", text = "Bonjour, une question sur le traitement.", recipient = Outside.Emergency, establishmentId = Admissions.SaulesBlancs };

    private static object Request(Guid person, Guid useCase) => new
    {
        usagerId = person, useCaseId = useCase, answers = new { }, parcours = new { @case = "TreatingDoctorReferral", treatingDoctorInformed = true },
    };

    private static object Stay(Guid person) => new { usagerId = person, establishmentId = Admissions.SaulesBlancs, regime = "EhpadClassic", admittedOn = "2026-01-01" };

    private static DateTimeOffset NextDay() => new(TimeProvider.System.GetUtcNow().UtcDateTime.Date.AddDays(15), TimeSpan.Zero);

    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
