using EndToEnd.Stage;

namespace EndToEnd;

/// <summary>The writes that would make sense if the rows were one's own: none of them finds anything, and what they named is as it was.</summary>
internal static class SensibleWrites
{
    public static async Task RefusedAsync(Person stranger, Person nurse, ForeignThings theirs)
    {
        var (person, document, thread) = (theirs["person"], $"/api/documents/documents/{theirs["document"]}", $"/api/messaging/threads/{theirs["thread"]}");
        var before = await TagsAsync();

        (await stranger.PutAsync($"/api/identity/usagers/{person}/traits", new { traits = Admissions.Nessi }, before[0])).MustRefuse(404, "not-found");
        (await stranger.PostAsync($"/api/identity/usagers/{person}/insi-calls", new { })).MustRefuse(404, "not-found");
        (await stranger.PostAsync("/api/documents/documents", new { usagerId = person, typeCode = "74207-2", content = new { liaison = new { reason = "Essai" } } })).MustRefuse(404, "not-found");
        (await stranger.PostAsync($"{document}/cancel", new { reason = "Essai de suppression" })).MustRefuse(404, "not-found");
        (await stranger.PostAsync($"{document}/transmissions", new { channels = new[] { "Mssante" }, recipients = new[] { Outside.Emergency } })).MustRefuse(404, "not-found");
        (await stranger.PostAsync("/api/consent/oppositions", new { usagerId = person, channel = "dmp" })).MustRefuse(404, "not-found");
        (await stranger.PostAsync($"{thread}/close", new { reason = "Essai de fermeture" })).MustRefuse(404, "not-found");
        await DaysAsync(stranger, nurse, theirs);
        await HousesAsync(stranger, theirs);

        Assert.Equal(before, await TagsAsync());
        Assert.Equal("open", (await nurse.GetAsync(thread)).Must(200).Json.GetProperty("thread").GetProperty("status").GetString());

        async Task<IReadOnlyList<string?>> TagsAsync() =>
            [(await nurse.GetAsync($"/api/identity/usagers/{person}")).Must(200).ETag, (await nurse.GetAsync(document)).Must(200).ETag, (await nurse.GetAsync($"/api/telemedicine/requests/{theirs["request"]}")).Must(200).ETag];
    }

    private static async Task DaysAsync(Person stranger, Person nurse, ForeignThings theirs)
    {
        var (occurrence, attendance) = ($"/api/agenda/occurrences/{theirs["occurrence"]}", $"/api/agenda/attendances/{theirs["attendance"]}");
        var before = (await nurse.GetAsync(occurrence)).Must(200).Text;

        (await stranger.PostAsync($"{occurrence}/cancel", new { reason = "structure" })).MustRefuse(404, "not-found");
        (await stranger.PostAsync($"{attendance}/corrections", new { mutationId = Guid.NewGuid(), state = "REFUSED", reason = "mistake", explanation = "Essai" }, "\"1\"")).MustRefuse(404, "not-found");
        (await stranger.PostAsync($"/api/agenda/absences/{theirs["absence"]}/cancel", new { reason = "Essai" }, "\"1\"")).MustRefuse(404, "not-found");
        (await stranger.PostAsync("/api/agenda/constraints", new { usagerId = theirs["person"], label = "Essai", channel = "phone", firstDay = "2027-03-10", startTime = "09:00", minutes = 30 })).MustRefuse(404, "not-found");
        var mutation = new { mutationId = Guid.NewGuid(), occurrenceId = theirs["occurrence"], deviceAt = TimeProvider.System.GetUtcNow(), usagerId = theirs["person"], state = "REFUSED" };
        var batch = (await stranger.PostAsync("/api/agenda/attendances/batch", new { deviceId = "x", mutations = new[] { mutation } })).Must(200).Json;
        Assert.Equal("not-found", batch.GetProperty("results")[0].GetProperty("code").GetString());

        Assert.Equal(before, (await nurse.GetAsync(occurrence)).Must(200).Text);
        Assert.Equal("PRESENT", (await nurse.GetAsync(attendance)).Must(200).Json.GetProperty("attendance").GetProperty("state").GetString());
    }

    private static async Task HousesAsync(Person stranger, ForeignThings theirs)
    {
        (await stranger.PostAsync($"/api/billing/stays/{theirs["stay"]}/exit", new { exitOn = "2026-05-01", kind = "Exit" }, "\"1\"")).MustRefuse(404, "not-found");
        (await stranger.PostAsync("/api/billing/stays", new { usagerId = theirs["person"], establishmentId = theirs["house"], regime = "EhpadClassic", admittedOn = "2026-01-05" })).MustRefuse(404, "not-found");
        (await stranger.PostAsync($"/api/billing/establishments/{theirs["house"]}/periods/2026-03/confirm", new { })).MustRefuse(404, "not-found");
        (await stranger.PostAsync($"/api/telemedicine/requests/{theirs["request"]}/cancel", new { reasonCode = "mistake" }, "\"1\"")).MustRefuse(404, "not-found");
        (await stranger.PostAsync($"/api/telemedicine/use-cases/{theirs["useCase"]}/suspend", new { reason = "Essai" })).MustRefuse(404, "not-found");
    }
}
