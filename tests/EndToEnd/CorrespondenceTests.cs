using System.Globalization;
using System.Text.Json;
using EndToEnd.Stage;
using Microsoft.Data.Sqlite;

namespace EndToEnd;

/// <summary>What comes from outside, and what does not come back.</summary>
[Collection(OnePlatform.Name)]
public sealed class CorrespondenceTests(PlatformFixture platform)
{
    private const string Team = "soins@saules-blancs.valdebrume.mssante.fr";

    [Fact]
    [Trait("Seed", "S1-76")]
    public async Task A_hospitals_mail_with_a_CDA_is_in_the_residents_file_without_a_mail_program()
    {
        var resident = await platform.QualifiedAsync(Admissions.Adrtrois);
        var letter = HospitalLetter.About(Admissions.Adrtrois, resident.Matricule);
        await platform.Outside.WriteAsync(Outside.Emergency, new
        {
            to = Team, subject = "XDM/1.0/DDM+Lettre de sortie", text = "Lettre de sortie jointe.", asksReceipt = true,
            files = new[] { new { name = "IHE_XDM.ZIP", contentType = "application/zip", content = letter.Package }, new { name = "lettre.pdf", contentType = "application/pdf", content = letter.Pdf } },
        });

        var nurse = await platform.NurseAsync();
        var filed = await Eventually.ComesAsync("the letter in the file", async () => (await nurse.GetAsync($"/api/documents/received-documents?usagerId={resident.Id}")).Must(200).Json.EnumerateArray().Cast<object>().FirstOrDefault());
        var document = (JsonElement)filed;

        Assert.Equal((letter.UniqueId, true), (document.GetProperty("uniqueId").GetString(), document.GetProperty("hasPdf").GetBoolean()));
        Assert.Equal("%PDF-1.4\n% lettre de sortie\n%%EOF\n", (await nurse.GetAsync($"/api/documents/received-documents/{document.GetProperty("id").GetGuid()}/pdf")).Must(200).Text);
        var thread = ((JsonElement)await Eventually.ComesAsync("the conversation", async () => (await nurse.GetAsync($"/api/messaging/threads?usagerId={resident.Id}")).Must(200).Json.GetProperty("threads").EnumerateArray().Cast<object>().SingleOrDefault())).GetProperty("id").GetGuid();
        var message = Assert.Single((await nurse.GetAsync($"/api/messaging/threads/{thread}")).Must(200).Json.GetProperty("messages").EnumerateArray(), one => one.GetProperty("direction").GetString() == "received");
        Assert.Equal(document.GetProperty("id").GetGuid(), message.GetProperty("files")[0].GetProperty("documentId").GetGuid());
        await TaskAsync(nurse, "message-received", resident.Id);
        // The doctor of the house reads it as well; a nurse of another organisation does not find it.
        (await (await platform.DoctorAsync()).GetAsync($"/api/documents/received-documents?usagerId={resident.Id}")).Must(200);
        using var stranger = await platform.Door.SignInAsync("BELLEC");
        (await stranger.GetAsync($"/api/documents/received-documents/{document.GetProperty("id").GetGuid()}/pdf")).MustRefuse(404, "not-found");
        await Eventually.ComesAsync("the receipt of the hospital", async () => (await platform.Outside.MailsAsync(Outside.Emergency)).Cast<object>().FirstOrDefault(mail => ((JsonElement)mail).ToString().Contains("Lettre de sortie", StringComparison.Ordinal)));
    }

    [Fact]
    [Trait("Seed", "S2-11")]
    public async Task A_letter_the_person_has_not_opened_after_seven_days_is_a_task_of_the_nurse()
    {
        var resident = await platform.QualifyAsync(Admissions.PatTrois);
        var nurse = await platform.NurseAsync();
        var old = await SendAsync(nurse, resident);
        var recent = await SendAsync(nurse, resident);
        await AgeAsync(old, TimeSpan.FromDays(7) + TimeSpan.FromMinutes(1));
        await AgeAsync(recent, TimeSpan.FromDays(7) - TimeSpan.FromHours(1));

        var task = await TaskAsync(nurse, "read-overdue", resident.Id);

        Assert.Equal(await DeliveryAsync(nurse, old), task.GetProperty("subjectId").GetGuid());
        Assert.Single(await TasksAsync(nurse), one => Is(one, "read-overdue", resident.Id));
        using var secretary = await platform.Door.SignInAsync("LANGLOIS");
        Assert.DoesNotContain(await TasksAsync(secretary), one => Is(one, "read-overdue", resident.Id));
        (await nurse.PostAsync($"/api/directory/tasks/{task.GetProperty("id").GetGuid()}/close")).Must(204);
        Assert.DoesNotContain(await TasksAsync(nurse), one => Is(one, "read-overdue", resident.Id));
    }

    private async Task<Guid> SendAsync(Person nurse, Resident resident)
    {
        var document = await platform.ValidatedLiaisonAsync(resident.Id);
        (await nurse.PostAsync($"/api/documents/documents/{document}/transmissions", new { channels = new[] { "Citizen" } })).Must(202);
        await Eventually.StateAsync(nurse, document, "Citizen", "Delivered");
        return document;
    }

    private static async Task<Guid> DeliveryAsync(Person nurse, Guid document) =>
        Assert.Single((await nurse.GetAsync($"/api/messaging/board?documentId={document}")).Must(200).Json.GetProperty("deliveries").EnumerateArray()).GetProperty("id").GetGuid();

    // Only days bring this about: what was sent is made older where it is kept, and the processes run on as they are.
    private async Task AgeAsync(Guid document, TimeSpan by)
    {
        var delivery = await DeliveryAsync(await platform.NurseAsync(), document);
        await using var database = new SqliteConnection($"Data Source={Path.Combine(platform.Data, "messaging.db")};Pooling=False;Default Timeout=30");
        await database.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = database.CreateCommand();
        command.CommandText = "UPDATE Deliveries SET SentAt = $at WHERE Id = $id";
        command.Parameters.AddWithValue("$at", TimeProvider.System.GetUtcNow().UtcDateTime - by);
        command.Parameters.AddWithValue("$id", delivery.ToString("D", CultureInfo.InvariantCulture).ToUpperInvariant());
        Assert.Equal(1, await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
    }

    private static async Task<JsonElement> TaskAsync(Person nurse, string kind, Guid usager) => (JsonElement)await Eventually.ComesAsync(
        $"{kind} for the nurse", async () => (await TasksAsync(nurse)).Where(one => Is(one, kind, usager)).Cast<object>().FirstOrDefault());

    private static async Task<List<JsonElement>> TasksAsync(Person person) => [.. (await person.GetAsync("/api/directory/tasks")).Must(200).Json.EnumerateArray()];

    private static bool Is(JsonElement task, string kind, Guid usager) => task.GetProperty("kind").GetString() == kind && task.GetProperty("usagerId").ToString() == usager.ToString();
}
