using System.Net.Http.Json;
using System.Text.Json;
using Contracts.Directory;
using Testing;
using Xunit;

namespace HealthDirectory.Tests;

/// <summary>F2: the process is killed between the publishing of a fact and the mark that it has left. What a second delivery does to a subscriber is in Platform's OutboxTests.</summary>
public sealed class KilledRelayTests
{
    private static readonly Dictionary<string, string> Settings = new() { ["Directory__Demo"] = "true", ["Services__consent__Grpc"] = "http://127.0.0.1:9" };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_fact_whose_relay_was_killed_before_it_was_marked_leaves_again_under_the_same_id()
    {
        await using var database = await TestDatabase.CreateAsync("directory");
        await using var sidecar = await RecordedSidecar.StartAsync();
        await using var killed = await ServiceProcess.StartAsync("Directory", database, sidecar, Settings);
        using var before = killed.With(Token);
        var person = await EnrolAsync(before);
        bool Hers(PublishedEvent fact) => fact.Topic == StaffJoined.Topic && fact.As<StaffJoined>().ProfessionalId == person;
        sidecar.Unanswered = Hers;
        await SignAsync(before, person);
        await sidecar.WaitForAsync(StaffJoined.Topic, Hers);
        await killed.KillAsync();
        sidecar.Unanswered = null;

        await using var restarted = await ServiceProcess.StartAsync("Directory", database, sidecar, Settings);
        // The row is held for fifteen seconds by who was killed.
        var twice = await sidecar.WaitForAsync(2, StaffJoined.Topic, Hers, seconds: 60);
        using var after = restarted.With(Token);
        var contracts = await after.GetFromJsonAsync<JsonElement>($"/professionals/{person}/contracts", Ct);

        Assert.Equal(2, twice.Count);
        Assert.Equal(twice[0].Id, twice[1].Id);
        Assert.Equal(twice[0].Envelope.GetRawText(), twice[1].Envelope.GetRawText());
        Assert.Equal(1, contracts.GetArrayLength());
    }

    private static string Token => TestIssuer.Current.Token(
        new() { Tenant = Demo.Brume, Situation = Demo.Situation(Demo.Brume), Scopes = "directory:read directory:write directory:admin", AuthTime = TimeProvider.System.GetUtcNow() }, TimeProvider.System.GetUtcNow());

    private static async Task<Guid> EnrolAsync(HttpClient directory)
    {
        using var reply = await directory.PostAsJsonAsync("/professionals", new { nationalId = "3990000010/T-F2-0001", familyName = "Darras", givenName = "Élise" }, Ct);
        Assert.Equal(201, (int)reply.StatusCode);
        return Guid.Parse(reply.Headers.Location!.ToString().Split('/')[^1]);
    }

    private static async Task SignAsync(HttpClient directory, Guid person)
    {
        var assignment = new { unitIds = Array.Empty<Guid>(), function = "AideSoignant", establishmentId = Demo.SaulesBlancs };
        using var reply = await directory.PostAsJsonAsync($"/professionals/{person}/contracts", new { reference = "F2", kind = "Cdi", startsAt = TimeProvider.System.GetUtcNow().AddMinutes(-1), endsAt = (DateTimeOffset?)null, assignments = new[] { assignment } }, Ct);
        Assert.Equal(201, (int)reply.StatusCode);
    }
}
