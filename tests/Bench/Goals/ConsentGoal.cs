using System.Diagnostics;
using Bench.Consents;
using Bench.Echoes;
using Bench.Load;
using Bench.Measuring;
using Bench.Servers;
using Consent.Deciding;
using Consent.Matrices;
using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bench.Goals;

/// <summary>Decisions on one core with a large group's rules in memory, beside a bare lookup of the same key; then the service itself at half of what it can.</summary>
internal sealed class ConsentGoal() : Goal("P27", "consent decisions, 10 000 persons, 8 000 staff, 50 000 grants")
{
    private const string Bare = "bare gRPC method, same pace";
    private const string Untraced = "gRPC, half load, no line to write";
    private const int CallsOpen = 8, Asked = 1 << 16, OnDuty = 1_000;

    protected override async Task<Measured> MeasureAsync(BenchRun bench)
    {
        var region = new Region(TimeProvider.System.GetUtcNow());
        var asked = Enumerable.Range(0, Asked).Select(i => region.Ask(i)).ToArray();
        var decider = new Decider(new TallyBook(new ServiceCollection().BuildServiceProvider().GetRequiredService<IServiceScopeFactory>(), NullLogger<TallyBook>.Instance), TimeProvider.System);
        var snapshot = RulesSnapshot.Of(1, Enumerable.Range(0, Region.Persons).Select(i => KeyValuePair.Create(region.Usagers[i], region.RulesOf(i))), TenantWide.Empty);
        var bare = region.Usagers.ToDictionary(id => id, id => new object());
        Prove(asked.Select(ask => decider.Decide(ask.Question, ask.Situation, "ehpad", snapshot, region.Tenant)).ToList());

        var issuer = bench.Own(await Issuer.StartAsync());
        var service = await RegionService.StartAsync(bench, issuer, region);
        var shift = Enumerable.Range(0, Asked).Select(i => region.Ask(i, OnDuty).Question).ToArray();
        var team = shift.Where((_, i) => i % 20 != 18).ToArray();   // all but the disclosures outside of the team, each of which waits for its line of the trail
        var (all, untraced) = (await service.AskedAsync(shift), await service.AskedAsync(team));
        var (full, paced, pacedUntraced) = (new Http2Load(all, CallsOpen / 4), new Http2Pace(all), new Http2Pace(untraced));
        var shots = new Dictionary<string, Shot>(await bench.RoundsAsync(
            new("bare lookup, one core", length => Task.FromResult(Loop(length, i => bare.TryGetValue(asked[i].Question.UsagerId, out _)))),
            new("decision in memory, one core", length => Task.FromResult(Loop(length, i => decider.Decide(asked[i].Question, asked[i].Situation, "ehpad", snapshot, region.Tenant).Reason.Length > 0))),
            new("gRPC, full load", length => full.ShootAsync(length, () => service.Cpu))));

        var half = shots["gRPC, full load"].PerSecond / 2;
        var openPort = ServedProcess.FreePort();
        var open = await bench.ServeAsync("grpc-open", openPort, null, null, $"{openPort}");
        var payload = GrpcFrame.Of(new Payload { Data = ByteString.CopyFrom(new byte[197]) });
        var echoed = new Http2Pace(new(openPort, "/bench.Echo/Unary", [payload], new Dictionary<string, string> { ["te"] = "trailers", ["grpc-timeout"] = "30S" }));
        foreach (var (name, shot) in await bench.RoundsAsync(
            new("gRPC, half load", length => paced.ShootAsync(half, length, () => service.Cpu)),
            new(Untraced, length => pacedUntraced.ShootAsync(half, length, () => service.Cpu)),
            new(Bare, length => echoed.ShootAsync(half, length, () => open.Cpu)))) shots[name] = shot;

        var (lookup, decision) = (shots["bare lookup, one core"], shots["decision in memory, one core"]);
        return new(shots,
        [
            Finding.Higher("decisions/s in memory, one core", decision.PerSecond, 200_000, 400_000),
            Finding.Noted("bare lookups for one decision", lookup.PerSecond / decision.PerSecond),
            Finding.Lower("p99 over gRPC at half load, ms", shots["gRPC, half load"].P99, 5, 2),
            Finding.Noted("p99 of decisions with no line of the trail, ms", shots[Untraced].P99),
            Finding.Noted("p99 of a bare method at the same pace, ms: the machine's own", shots[Bare].P99),
        ]);
    }

    private static Shot Loop(TimeSpan length, Func<int, bool> act)
    {
        var latencies = new Latencies();
        var startedAt = Stopwatch.GetTimestamp();
        var (until, count) = (startedAt + (long)(length.TotalSeconds * Stopwatch.Frequency), 0L);
        while (Stopwatch.GetTimestamp() < until)
        {
            var lotAt = Stopwatch.GetTimestamp();
            for (var i = 0; i < 1024; i++) act((int)(count++ & (Asked - 1)));
            latencies.Add(lotAt);   // of a lot of 1024: one alone is below the clock
        }
        return Shot.Of(count, Stopwatch.GetElapsedTime(startedAt), latencies, TimeSpan.Zero);
    }

    /// <summary>A decider that says always the same would be fast for the wrong reason.</summary>
    private static void Prove(List<Answer> answers)
    {
        foreach (var reason in new[] { "ALLOW", "DENY_RELATION", "DENY_PROFILE" })
            if (answers.Count(answer => answer.Reason == reason) < answers.Count / 50) throw new InvalidOperationException($"{reason} is too rare among the answers.");
    }
}
