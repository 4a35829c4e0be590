using System.Diagnostics;
using System.Globalization;
using EndToEnd.Stage;

namespace EndToEnd;

/// <summary>
/// F10: while INSi, the DMP and the mail operator hang with work waiting for each of them, what has nothing to do with them answers as before.
/// </summary>
[Collection(OnePlatform.Name)]
public sealed class SlowTeleservicesTests(PlatformFixture platform, ITestOutputHelper output)
{
    private const int Rounds = 3, Readings = 150;
    private static readonly string[] Teleservices = ["insi", "dmp", "mss"];
    private static readonly string[] Newcomers = ["AUBEPINE", "CHARMILLE", "SORBIER"];

    /// <summary>What a loaded machine adds by itself to the slowest of a hundred and fifty readings.</summary>
    private const double Noise = 25;

    [Fact]
    public async Task Other_flows_answer_as_fast_as_before_and_nothing_is_said_sent_that_was_not()
    {
        var resident = await platform.QualifiedAsync(Admissions.Adrtrois);
        var nurse = await platform.NurseAsync();
        await MeasureAsync(nurse, resident.Id);
        var deposits = (await platform.Outside.DepositsAsync(resident.Matricule)).Count;
        var mails = (await platform.Outside.MailsAsync(Outside.Emergency)).Count;
        var (calm, troubled, documents, asked) = (new List<double>(), new List<double>(), new List<Guid>(), new List<Task<Reply>>());
        try
        {
            for (var round = 0; round < Rounds; round++)
            {
                foreach (var one in Teleservices) await platform.Outside.SetAsync(one, "ok");
                calm.Add(await MeasureAsync(nurse, resident.Id));
                var document = await platform.ValidatedLiaisonAsync(resident.Id);
                var newcomer = (await platform.AdmitAsync(new(Newcomers[round], "MARTHE", "MARTHE", $"194{round}-07-08", "F", "63220"))).Id;
                foreach (var one in Teleservices) await platform.Outside.SetAsync(one, "hang");
                (await nurse.PostAsync($"/api/documents/documents/{document}/transmissions", new { channels = new[] { "Dmp", "Mssante" }, recipients = new[] { Outside.Emergency } })).Must(202);
                documents.Add(document);
                asked.Add(nurse.PostAsync($"/api/identity/usagers/{newcomer}/insi-calls", new { }));
                troubled.Add(await MeasureAsync(nurse, resident.Id));
                var call = Assert.Single((await nurse.GetAsync($"/api/identity/usagers/{newcomer}/insi-calls")).Must(200).Json.EnumerateArray());
                Assert.Contains(call.GetProperty("state").GetString(), new[] { "Asking", "Waiting" });
                var states = (await nurse.GetAsync($"/api/documents/documents/{document}/transmissions")).Must(200).Json.EnumerateArray().Select(row => row.GetProperty("status").GetString()).ToList();
                Assert.DoesNotContain(states, state => state is "Delivered" or "Read" or "Confirmed");
            }
        }
        finally
        {
            foreach (var one in Teleservices) await platform.Outside.SetAsync(one, "ok");
        }

        var (before, during) = (calm.Order().ElementAt(Rounds / 2), troubled.Order().ElementAt(Rounds / 2));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"p99 of reading a person: {before:F1} ms, {during:F1} ms while the teleservices hang"));
        Assert.True(during <= before * 1.5 + Noise, $"p99 {before:F1} ms became {during:F1} ms");
        // A last try may have met an INSi that was back.
        foreach (var answer in asked) Assert.Contains((await answer).Must(201).Json.GetProperty("state").GetString(), new[] { "Waiting", "Answered" });
        foreach (var document in documents)
        {
            await Eventually.StateAsync(nurse, document, "Dmp", "Delivered");
            await Eventually.StateAsync(nurse, document, "Mssante", "Delivered");
        }
        Assert.Equal(mails + documents.Count, (await platform.Outside.MailsAsync(Outside.Emergency)).Count);
        Assert.Equal(deposits + documents.Count, (await platform.Outside.DepositsAsync(resident.Matricule)).Count);
    }

    private static async Task<double> MeasureAsync(Person nurse, Guid usager)
    {
        var took = new List<double>(Readings);
        for (var reading = 0; reading < Readings; reading++)
        {
            var started = Stopwatch.GetTimestamp();
            (await nurse.GetAsync(reading % 2 == 0 ? $"/api/identity/usagers/{usager}" : "/api/directory/tasks")).Must(200);
            took.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
        return took.Order().ElementAt((int)(Readings * 0.99) - 1);
    }
}
