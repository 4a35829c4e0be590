using System.Text.Json;
using Xunit;

namespace Faults;

/// <summary>
/// F1: the pilots' journey while processes are killed without warning at random moments drawn from a seed. AppHost starts them
/// again; the journey must end with the same final state: nothing lost, nothing doubled.
/// FAULT_ROUNDS (3) and FAULT_SEED (11) choose how often and which: a round kills five, three rounds in a row kill each of the thirteen.
/// </summary>
public sealed class JourneyUnderKills(ITestOutputHelper output)
{
    private const int KillsARound = 5, LastKill = 64;

    // In this order five that follow each other are of all kinds: those that send, those that keep, those in between.
    private static readonly string[] Victims = ["documents", "gateway", "identity", "agenda", "messaging", "sidecar", "billing", "consent", "sso", "telemedicine", "audit", "directory", "sandbox"];

    [Fact]
    public async Task Killing_any_process_changes_nothing_of_the_outcome()
    {
        var ct = TestContext.Current.CancellationToken;
        var rounds = int.TryParse(Environment.GetEnvironmentVariable("FAULT_ROUNDS"), out var asked) ? asked : 3;
        var seed = int.TryParse(Environment.GetEnvironmentVariable("FAULT_SEED"), out var given) ? given : 11;
        for (var round = seed; round < seed + rounds; round++) await PlayAsync(round, ct);
    }

    private async Task PlayAsync(int seed, CancellationToken ct)
    {
        var random = new Random(seed);
        var victims = Enumerable.Range(0, KillsARound).Select(i => Victims[(seed * KillsARound + i) % Victims.Length]).ToArray();
        random.Shuffle(victims);
        var kills = victims.Zip(Enumerable.Range(0, KillsARound).Select(_ => random.Next(LastKill)).Order(), (victim, step) => (victim, Step: step, More: TimeSpan.FromMilliseconds(random.Next(1500)))).ToList();
        await using var journey = await RunningJourney.StartAsync(ct);
        foreach (var (victim, step, more) in kills)
        {
            await journey.AfterAsync(step, more, ct);
            var done = journey.Kill(victim);
            output.WriteLine($"seed {seed}: kill {victim} {more.TotalMilliseconds:0} ms after step {step}: {(done ? "done" : "it was not running")}");
            Assert.True(done, $"seed {seed}: {victim} was to be killed after step {step} and was not running:\n{journey.Failure}");
        }

        var passed = await journey.EndAsync(ct);
        if (!passed) output.WriteLine(journey.Screen);
        Assert.True(passed, $"seed {seed}, killed {string.Join(", ", kills)}:\n{journey.Failure}");
        using var report = JsonDocument.Parse(await File.ReadAllTextAsync(journey.Report, ct));
        var steps = report.RootElement.GetProperty("steps").EnumerateArray().ToList();
        foreach (var counted in (string[])["Rien n'a été envoyé deux fois", "À la fin du parcours, rien n'est arrivé deux fois"])
            Assert.Contains(steps, one => one.GetProperty("asked").GetString() == counted && one.GetProperty("ok").GetBoolean());
        Assert.Contains(steps, one => one.GetProperty("cameBack").GetString()!.Contains("chaîne intacte"));
        // The second act: the workshop on two tablets, the corrected hospital stay, the rights that end and who is told, the téléconsultation.
        foreach (var proof in (string[])["6 présences saisies, 4 notes, 4 séances, 2 actes", "net 25,60 €", "break-glass-reason", "accès en urgence au dossier d'un de vos patients", "« La personne. »", "parent-of-adult", "étapes de la demande à la clôture"])
            Assert.Contains(steps, one => one.GetProperty("cameBack").GetString()!.Contains(proof));
    }
}
