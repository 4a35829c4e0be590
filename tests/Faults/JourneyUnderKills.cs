using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace Faults;

/// <summary>
/// F1: the pilots' journey while processes are killed without warning at random moments drawn from a seed. AppHost starts them
/// again; the journey must end with the same final state: nothing lost, nothing doubled.
/// FAULT_ROUNDS (3) and FAULT_SEED (11) choose how often and which.
/// </summary>
public sealed class JourneyUnderKills(ITestOutputHelper output)
{
    private static readonly string[] Victims = ["sso", "identity", "directory", "consent", "agenda", "documents", "messaging", "billing", "telemedicine", "audit", "sidecar", "sandbox", "gateway"];

    [Fact]
    public async Task Killing_any_process_changes_nothing_of_the_outcome()
    {
        var ct = TestContext.Current.CancellationToken;
        var rounds = int.TryParse(Environment.GetEnvironmentVariable("FAULT_ROUNDS"), out var asked) ? asked : 3;
        var seed = int.TryParse(Environment.GetEnvironmentVariable("FAULT_SEED"), out var given) ? given : 11;
        for (var round = 0; round < rounds; round++)
        {
            var random = new Random(seed + round);
            await using var journey = await RunningJourney.StartAsync(ct);
            var kills = Enumerable.Range(0, 3).Select(_ => (After: TimeSpan.FromMilliseconds(random.Next(500, 14_000)), Victim: Victims[random.Next(Victims.Length)])).ToList();
            foreach (var (after, victim) in kills)
            {
                if (await journey.EndedWithinAsync(after, ct)) break;
                output.WriteLine($"round {round} seed {seed + round}: kill {victim} after {after.TotalSeconds:0.0} s more: {(journey.Kill(victim) ? "done" : "it was not running")}");
            }

            var passed = await journey.EndAsync(ct);
            if (!passed) output.WriteLine(journey.Screen);
            Assert.True(passed, $"seed {seed + round}, killed {string.Join(", ", kills.Select(kill => kill.Victim))}:\n{journey.Failure}");
            using var report = JsonDocument.Parse(await File.ReadAllTextAsync(journey.Report, ct));
            var steps = report.RootElement.GetProperty("steps").EnumerateArray().ToList();
            Assert.Contains(steps, step => step.GetProperty("asked").GetString() == "Rien n'a été envoyé deux fois" && step.GetProperty("ok").GetBoolean());
            Assert.Contains(steps, step => step.GetProperty("cameBack").GetString()!.Contains("chaîne intacte"));
            // The second act: the workshop on two tablets, the corrected hospital stay, the rights that end and who is told, the téléconsultation.
            foreach (var proof in (string[])["6 présences saisies, 4 notes, 4 séances, 2 actes", "net 25,60 €", "break-glass-reason", "accès en urgence au dossier d'un de vos patients", "« La personne. »", "parent-of-adult", "étapes de la demande à la clôture"])
                Assert.Contains(steps, step => step.GetProperty("cameBack").GetString()!.Contains(proof));
        }
    }
}
