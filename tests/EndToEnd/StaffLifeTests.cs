using System.Text.Json;
using EndToEnd.Stage;

namespace EndToEnd;

/// <summary>A replacement nurse arrives, works and leaves; accounts and mailboxes are somebody's.</summary>
[Collection(OnePlatform.Name)]
public sealed class StaffLifeTests(PlatformFixture platform)
{
    private const string Team = "soins@saules-blancs.valdebrume.mssante.fr", Own = "alix.normand@saules-blancs.valdebrume.mssante.fr";

    [Fact]
    [Trait("Seed", "S1-42")]
    public async Task At_the_last_minute_of_a_contract_sessions_are_dead_the_mailbox_is_the_teams_and_tasks_go_back_to_it()
    {
        var director = await platform.AsAsync("LEFORT");
        var (person, contract, situation) = await ArriveAsync(director);
        (await director.PostAsync("/api/directory/mailboxes", Mailbox("PER", person, Own))).Must(201);
        using var leaver = await platform.Door.SignInAsync("NORMAND");
        (await leaver.GetAsync("/api/directory/situations/mine")).Must(200);
        var nurse = await platform.NurseAsync();
        var task = await TaskAsync(nurse);
        (await leaver.PostAsync($"/api/directory/tasks/{task}/take")).Must(204);
        Assert.Equal(situation, (await TasksAsync(nurse)).Single(one => one.GetProperty("id").GetGuid() == task).GetProperty("takenBy").GetGuid());
        var end = TimeProvider.System.GetUtcNow().AddSeconds(3);

        (await director.PostAsync($"/api/directory/contracts/{contract}/end", new { endsAt = end })).Must(200);

        var refused = await Eventually.ComesAsync("a dead session", async () => await leaver.GetAsync("/api/directory/situations/mine") is { Status: 401 } answer ? answer : null);
        Assert.True(TimeProvider.System.GetUtcNow() - end < TimeSpan.FromMinutes(5), "a token outlived the departure by five minutes");
        refused.MustRefuse(401, "not-signed-in");
        using var again = platform.Door.Nobody();
        var page = await again.SubmitAsync(await Doorstep.ChoiceAsync(again), "NORMAND", "e-CPS");
        Assert.Equal(403, page.Status);
        await Eventually.ComesAsync("the task back with the team", async () => (await TasksAsync(nurse)).Where(one => one.GetProperty("id").GetGuid() == task && one.GetProperty("takenBy").ValueKind == JsonValueKind.Null).Cast<object>().FirstOrDefault());
        Assert.Equal(Team, Assert.Single((await nurse.GetAsync($"/api/directory/mailboxes?address={Own}")).Must(200).Json.EnumerateArray()).GetProperty("delegatedTo").GetString());
    }

    [Fact]
    [Trait("Seed", "S1-74")]
    public async Task Whom_the_register_does_not_list_reads_a_teams_mailbox_under_somebody_it_lists_and_has_none_alone()
    {
        var director = await platform.AsAsync("LEFORT");
        var (secretary, nurse) = (Guid.Parse("01900000-0000-7000-8000-000000000406"), Guid.Parse("01900000-0000-7000-8000-000000000402"));

        (await director.PostAsync("/api/directory/mailboxes", Mailbox("PER", secretary, "sophie.langlois@saules-blancs.valdebrume.mssante.fr"))).MustRefuse(409, "mailbox-not-eligible");
        (await director.PostAsync("/api/directory/mailboxes", Mailbox("ORG", secretary, "accueil@saules-blancs.valdebrume.mssante.fr"))).MustRefuse(409, "mailbox-responsible-not-listed");
        var opened = (await director.PostAsync("/api/directory/mailboxes", Mailbox("ORG", nurse, "accueil@saules-blancs.valdebrume.mssante.fr", secretary))).Must(201).Json;

        Assert.Equal(("ORG", nurse, secretary), (opened.GetProperty("type").GetString(), opened.GetProperty("responsibleId").GetGuid(), opened.GetProperty("readers")[0].GetGuid()));
        Assert.Empty((await director.GetAsync("/api/directory/mailboxes?address=sophie.langlois@saules-blancs.valdebrume.mssante.fr")).Must(200).Json.EnumerateArray());
        Assert.Equal("ORG", Assert.Single((await director.GetAsync("/api/directory/mailboxes?address=accueil@saules-blancs.valdebrume.mssante.fr")).Must(200).Json.EnumerateArray()).GetProperty("type").GetString());
    }

    [Fact]
    [Trait("Seed", "S1-45")]
    public async Task Nobody_is_an_account_and_a_password_alone_opens_no_health_data()
    {
        var director = await platform.AsAsync("LEFORT");
        (await director.PostAsync("/api/directory/professionals", new { nationalId = "3990000010/9100", familyName = "IDE", givenName = "Nuit" })).MustRefuse(400, "generic-account");
        (await director.PostAsync("/api/directory/professionals", new { nationalId = "3990000010/ACCUEIL", familyName = "Durand", givenName = "Paul" })).MustRefuse(400, "generic-account");
        Assert.Empty((await director.GetAsync("/api/directory/professionals?name=Nuit")).Must(200).Json.GetProperty("professionals").EnumerateArray());

        using var nobody = platform.Door.Nobody();
        var page = await Doorstep.ChoiceAsync(nobody);
        Assert.DoesNotContain("type=\"password\"", page.Html, StringComparison.OrdinalIgnoreCase);
        foreach (var grant in new[] { "password", "urn:ietf:params:oauth:grant-type:password" })
        {
            var form = new Dictionary<string, string> { ["grant_type"] = grant, ["client_id"] = "portal", ["username"] = "899900000029", ["password"] = "Soins-2026!", ["scope"] = "identity:read" };
            var answer = await nobody.SendAsync(() => new(HttpMethod.Post, "/oauth/token") { Content = new FormUrlEncodedContent(form) });
            Assert.True(answer.Status is 400 or 401, $"{answer.Status} {answer.Text}");
            Assert.False(answer.Json.TryGetProperty("access_token", out _));
        }
        foreach (var path in new[] { "/api/identity/usagers?limit=1", "/api/documents/documents", "/api/messaging/board", "/api/agenda/staff" })
        {
            var answer = await nobody.SendAsync(() =>
            {
                var request = new HttpRequestMessage(HttpMethod.Get, path);
                request.Headers.Authorization = new("Basic", Convert.ToBase64String("899900000029:Soins-2026!"u8));
                return request;
            });
            answer.MustRefuse(401, "not-signed-in");
        }
    }

    private static object Mailbox(string type, Guid professional, string address, Guid? reader = null) => new
    {
        establishmentId = Admissions.SaulesBlancs, type, professionalId = professional, address, label = "EHPAD LES SAULES BLANCS", readers = reader is { } one ? new[] { one } : [],
    };

    private static async Task<(Guid Person, Guid Contract, Guid Situation)> ArriveAsync(Person director)
    {
        var human = Guid.Parse((await director.PostAsync("/api/directory/professionals", new { nationalId = "899900000243", familyName = "Normand", givenName = "Alix" })).Must(201).Location!.ToString().Split('/')[^1]);
        var signed = (await director.PostAsync($"/api/directory/professionals/{human}/contracts", new
        {
            reference = "REMPL-2026-1", kind = "Replacement", startsAt = TimeProvider.System.GetUtcNow().AddMinutes(-1), endsAt = TimeProvider.System.GetUtcNow().AddDays(30),
            assignments = new[] { new { unitIds = Array.Empty<Guid>(), function = "Ide", establishmentId = Admissions.SaulesBlancs, profession = "60" } },
        })).Must(201).Json;
        return (human, signed.GetProperty("id").GetGuid(), signed.GetProperty("situations")[0].GetProperty("id").GetGuid());
    }

    // A resident who does not come to a session that nobody had called off is the nurses' task.
    private async Task<Guid> TaskAsync(Person nurse)
    {
        var resident = (await platform.QualifiedAsync(Admissions.Adrtrois)).Id;
        var yesterday = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(-1).ToString("yyyy-MM-dd", null);
        var planned = (await nurse.PostAsync("/api/agenda/activities", new
        {
            establishmentId = Admissions.SaulesBlancs, kind = "activite", label = "Promenade", firstDay = yesterday, startTime = "16:00", minutes = 30, members = new[] { new { kind = "usager", id = resident } }, overrideReason = "Essai",
        })).Must(201).Json.GetProperty("days")[0];
        var occurrence = planned.GetProperty("occurrenceId").GetGuid();
        var captured = (await nurse.PostAsync("/api/agenda/attendances/batch", new
        {
            deviceId = "poste-soins", mutations = new[] { new { mutationId = Guid.NewGuid(), occurrenceId = occurrence, deviceAt = planned.GetProperty("startsAt").GetDateTimeOffset(), usagerId = resident, state = "ABSENT_UNPLANNED" } },
        })).Must(200).Json.GetProperty("results")[0];
        var attendance = captured.GetProperty("attendanceId").GetGuid();
        var task = (JsonElement)await Eventually.ComesAsync("a task for the nurses", async () => (await TasksAsync(nurse)).Where(one => one.GetProperty("subjectId").GetGuid() == attendance).Cast<object>().FirstOrDefault());
        return task.GetProperty("id").GetGuid();
    }

    private static async Task<List<JsonElement>> TasksAsync(Person person) => [.. (await person.GetAsync("/api/directory/tasks")).Must(200).Json.EnumerateArray()];
}
