using System.Text;
using EndToEnd.Stage;

namespace EndToEnd;

[Collection(OnePlatform.Name)]
public sealed class SendingTests(PlatformFixture platform)
{
    private const string Letter = "11488-4";

    [Fact]
    [Trait("Seed", "S2-10")]
    [Trait("Seed", "S2-31")]
    [Trait("Seed", "S2-35")]
    [Trait("Seed", "S2-54")]
    public async Task One_send_on_three_channels_is_three_independent_jobs_each_followed_until_it_is_read()
    {
        var resident = await platform.QualifyAsync(Admissions.Tchitchi);
        var document = await platform.ValidatedLiaisonAsync(resident.Id);
        var nurse = await platform.NurseAsync();
        await ProposesTheEmergencyDepartmentAsync(nurse, resident, document);
        await platform.Outside.SetAsync("dmp", "down");

        var sent = (await nurse.PostAsync($"/api/documents/documents/{document}/transmissions", new { channels = new[] { "Dmp", "Mssante", "Citizen" }, recipients = new[] { Outside.Emergency } })).Must(202).Json;

        Assert.Equal(3, sent.EnumerateArray().Select(job => job.GetProperty("id").GetGuid()).Distinct().Count());
        await Eventually.StateAsync(nurse, document, "Mssante", "Delivered");
        await Eventually.StateAsync(nurse, document, "Citizen", "Delivered");
        await Eventually.StateAsync(nurse, document, "Dmp", "Waiting", "Sending");
        Assert.Empty(await platform.Outside.DepositsAsync(resident.Matricule));
        var board = (await nurse.GetAsync($"/api/documents/outbox?pending=true&usagerId={resident.Id}")).Must(200).Json;
        Assert.Equal("Dmp", Assert.Single(board.GetProperty("lines").EnumerateArray()).GetProperty("transmission").GetProperty("channel").GetString());

        await platform.Outside.SetAsync("dmp", "ok");
        await Eventually.StateAsync(nurse, document, "Dmp", "Delivered");
        Assert.Single(await platform.Outside.DepositsAsync(resident.Matricule));

        // Other stories write to the same department.
        var mail = Assert.Single(await platform.Outside.MailsAsync(Outside.Emergency), mail => mail.GetProperty("subject").GetString()!.Contains(Admissions.Tchitchi.BirthName, StringComparison.Ordinal));
        await platform.Outside.ReadMailAsync(Outside.Emergency, mail.GetProperty("id").GetString()!);
        var read = await Eventually.StateAsync(nurse, document, "Mssante", "Read");
        Assert.Equal(Outside.Emergency, read.GetProperty("recipient").GetString());
        var letter = Assert.Single(await platform.Outside.LettersAsync(resident.Matricule));
        await platform.Outside.ReadLetterAsync(letter.GetProperty("message").GetProperty("id").GetString()!);
        // Mon espace santé's receipt says that the person herself has opened it.
        var confirmed = await Eventually.StateAsync(nurse, document, "Citizen", "Confirmed");
        Assert.NotEqual(System.Text.Json.JsonValueKind.Null, confirmed.GetProperty("readAt").ValueKind);
        var matrix = (await nurse.GetAsync($"/api/documents/documents/{document}/transmissions")).Must(200).Json;
        Assert.Equal(["Citizen Confirmed", "Dmp Delivered", "Mssante Read"],
            matrix.EnumerateArray().Select(row => $"{row.GetProperty("channel").GetString()} {row.GetProperty("status").GetString()}").Order(StringComparer.Ordinal));
        var mails = (await nurse.GetAsync($"/api/messaging/board?documentId={document}")).Must(200).Json.GetProperty("deliveries");
        Assert.Equal(2, mails.GetArrayLength());
    }

    [Fact]
    [Trait("Seed", "S2-30")]
    public async Task Ten_deposits_take_one_sign_in()
    {
        var resident = await platform.QualifyAsync(Admissions.Nessi);
        var prompts = await platform.Outside.PromptsAsync();
        using var doctor = await platform.Door.SignInAsync("VASSEUR");

        var documents = new List<Guid>();
        for (var number = 1; number <= 10; number++) documents.Add(await DepositAsync(doctor, resident.Id, number));

        foreach (var document in documents) await Eventually.StateAsync(doctor, document, "Dmp", "Delivered");
        var deposits = await platform.Outside.DepositsAsync(resident.Matricule);
        Assert.Equal(10, deposits.Select(one => one.GetProperty("uniqueId").GetString()).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(prompts + 1, await platform.Outside.PromptsAsync());
    }

    private static async Task ProposesTheEmergencyDepartmentAsync(Person nurse, Resident resident, Guid document)
    {
        var proposed = (await nurse.GetAsync($"/api/messaging/recipients?usagerId={resident.Id}&documentType=74207-2")).Must(200).Json.GetProperty("recipients").EnumerateArray();
        Assert.True(proposed.Single(one => one.GetProperty("address").GetString() == Outside.Emergency).GetProperty("preselected").GetBoolean());
        var boxes = (await nurse.GetAsync($"/api/documents/documents/{document}")).Must(200).Json.GetProperty("channels").EnumerateArray().ToDictionary(one => one.GetProperty("channel").GetString()!, one => one);
        Assert.Equal(["Citizen", "Dmp", "Mssante"], boxes.Keys.Order(StringComparer.Ordinal));
        Assert.True(boxes["Dmp"].GetProperty("preselected").GetBoolean() && boxes["Mssante"].GetProperty("preselected").GetBoolean());
    }

    private static async Task<Guid> DepositAsync(Person doctor, Guid usager, int number)
    {
        var draft = (await doctor.PostAsync("/api/documents/documents", new { usagerId = usager, typeCode = Letter, content = new { title = $"Visite n° {number}", pdf = SmallPdf(number) } })).Must(201).Json;
        var document = draft.GetProperty("document").GetProperty("id").GetGuid();
        (await doctor.PostAsync($"/api/documents/documents/{document}/validate", new { })).Must(200);
        (await doctor.PostAsync($"/api/documents/documents/{document}/transmissions", new { channels = new[] { "Dmp" } })).Must(202);
        return document;
    }

    private static byte[] SmallPdf(int number)
    {
        var text = $"BT /F1 12 Tf 72 720 Td (Visite {number}) Tj ET";
        string[] objects =
        [
            "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
            $"<< /Length {text.Length} >>\nstream\n{text}\nendstream", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ];
        var pdf = new StringBuilder("%PDF-1.4\n");
        var places = new List<int>();
        for (var i = 0; i < objects.Length; i++)
        {
            places.Add(pdf.Length);
            pdf.Append(null, $"{i + 1} 0 obj\n{objects[i]}\nendobj\n");
        }
        var table = pdf.Length;
        pdf.Append(null, $"xref\n0 {objects.Length + 1}\n0000000000 65535 f \n");
        foreach (var place in places) pdf.Append(null, $"{place:D10} 00000 n \n");
        pdf.Append(null, $"trailer\n<< /Size {objects.Length + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
        return Encoding.ASCII.GetBytes(pdf.ToString());
    }
}
