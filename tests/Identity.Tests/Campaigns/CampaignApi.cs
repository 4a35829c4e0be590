using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Identity.Campaigns;
using Identity.Insi;
using Identity.Matricules;
using Identity.Usagers;
using Testing;
using Xunit;

namespace Identity.Tests;

/// <summary>Identity with an INSi behind it and a house to qualify; it is Tuesday, nine o'clock in Paris.</summary>
public sealed class CampaignApi : InsiApi
{
    public static readonly DateTimeOffset Tuesday = new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero);
    private static readonly string[] Syllables = ["BRA", "COL", "DUN", "FER", "GIL", "HOR", "JUV", "LAM", "MEN", "NOX", "PIR", "QUE", "RUB"];

    protected override async Task ArrangeAsync()
    {
        await base.ArrangeAsync();
        Settings["Identity:Campaigns:PollSeconds"] = "0.02";
        Clock.MoveTo(Tuesday);
    }

    /// <summary>The n-th invented resident, as the national base may know them.</summary>
    public static Resident Of(int n)
    {
        var birth = new DateOnly(1920 + (n % 30), 1 + (n % 12), 1 + (n % 28)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var body = $"2{birth[2..4]}{birth[5..7]}63220{n + 1:000}";
        var name = Syllables[n % 13] + Syllables[n / 13 % 13] + Syllables[(n * 7 + 3) % 13];
        return new(name, "MARTHE", birth, body + Matricule.KeyOf(body));
    }

    public Task KnownToInsiAsync(Resident r, string? name = null, string givenNames = "MARTHE", string place = "63220") => Sandbox.AddIdentityAsync(
        new { matricule = r.Matricule, oid = "1.2.250.1.213.1.4.10", birthName = name ?? r.Name, givenNames, givenName = "MARTHE", sex = "F", birthDate = r.Birth, birthPlace = place });

    public async Task<UsagerView> AdmitAsync(Resident r, Guid house, string sex = "F")
    {
        object Asked(IEnumerable<Guid> seen) => new { traits = Typed(r.Name, r.Given, r.Birth, sex), establishmentId = house, acknowledgedSimilar = seen };
        using var client = Brume;
        var reply = await client.PostAsJsonAsync("/usagers", Asked([]), Ct);
        if (reply.StatusCode == HttpStatusCode.Conflict)
        {
            var seen = (await reply.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("similar").EnumerateArray().Select(s => s.GetProperty("usagerId").GetGuid()).ToList();
            reply = await client.PostAsJsonAsync("/usagers", Asked(seen), Ct);
        }
        return await OkAsync<UsagerView>(reply);
    }

    public async Task<CampaignView> LaunchAsync(Guid house, int seconds = 20) =>
        await OkAsync<CampaignView>(await PostAsync(Brume, "/qualification-campaigns", new { name = "Qualification de la maison", establishmentId = house, secondsBetweenCalls = seconds }));

    public async Task<CampaignView> StateAsync(Guid campaign)
    {
        using var client = Brume;
        return (await client.GetFromJsonAsync<CampaignView>($"/qualification-campaigns/{campaign}", Json, Ct))!;
    }

    public async Task<IReadOnlyList<WorkLineView>> ListAsync(Guid campaign, WorkState? state = null)
    {
        var all = new List<WorkLineView>();
        for (int? after = 0; after is { } from;)
        {
            using var client = Brume;
            var page = (await client.GetFromJsonAsync<WorkPage>($"/qualification-campaigns/{campaign}/entries?after={from}&limit=60{(state is null ? "" : $"&state={state}")}", Json, Ct))!;
            all.AddRange(page.Items);
            after = page.Next;
        }
        return all;
    }

    /// <summary>Looks until the campaign stands as wanted, letting the clock go on between the looks when told.</summary>
    public async Task<CampaignView> UntilAsync(Guid campaign, Func<CampaignView, bool> wanted, TimeSpan? step = null)
    {
        CampaignView? before = null;
        for (var look = 0; look < 6000; look++)
        {
            var now = await StateAsync(campaign);
            if (wanted(now)) return now;
            if (step is { } ahead && before?.NextTurnAt != now.NextTurnAt) Clock.Advance(ahead);
            before = now;
        }
        throw new InvalidOperationException($"The campaign never came there: {JsonSerializer.Serialize(before, Json)}");
    }

    public async Task<IReadOnlyList<InsiCallView>> CallsOfAsync(Guid usager)
    {
        using var client = Brume;
        return (await client.GetFromJsonAsync<List<InsiCallView>>($"/usagers/{usager}/insi-calls", Json, Ct))!;
    }

    public async Task QualifyAsync(Guid usager) => await OkAsync<UsagerView>(await PostAsync(Brume, $"/usagers/{usager}/qualification"));
}

public sealed record Resident(string Name, string Given, string Birth, string Matricule);
