using Bench.Load;
using Bench.Measuring;
using Bench.Servers;

namespace Bench.Goals;

/// <summary>A person typed with slips, looked for among a million: how long, and whether the right one is among the ten shown.</summary>
internal sealed class IdentitySearchGoal() : Goal("P17", "identity's search by five traits ÷ blocking + Levenshtein in SQL; the right person in ten")
{
    private const int Checked = 600;

    protected override async Task<Measured> MeasureAsync(BenchRun bench)
    {
        var issuer = bench.Own(await Issuer.StartAsync());
        var server = bench.Own(await PostgresServer.StartAsync(bench.Folder, "shared_buffers=256MB", "max_wal_size=4GB", "maintenance_work_mem=256MB", "synchronous_commit=off"));
        using var people = await KnownPeople.CreateAsync(server);
        await using var identity = await IdentityInProcess.StartAsync(issuer, server.ConnectionString(KnownPeople.Database, "platform"));
        await Console.Error.WriteLineAsync($"  {bench.Settings.People} people are invented and admitted");
        await people.InventAsync(bench.Settings.People);
        await people.AdmitAsync();
        var questions = await people.QuestionsAsync();

        var turn = 0;
        AskedPerson Next() => questions[Interlocked.Increment(ref turn) % questions.Count];
        var shots = await bench.RoundsAsync(
            new("blocking SQL", length => Callers.ShootAsync(1, length, () => TimeSpan.Zero, () => people.BlockingAsync(Next().Number))),
            new("identity", length => Callers.ShootAsync(1, length, () => TimeSpan.Zero, () => identity.SearchAsync(Next().Typed))));
        return new(shots,
        [
            Finding.Lower("p50 ÷ p50 of blocking SQL", shots["identity"].P50 / shots["blocking SQL"].P50, 5, 1),
            Finding.Higher("right person in ten", await RecallAsync(questions, one => identity.SearchAsync(one.Typed)), 0.947, 0.98),
            Finding.Noted("right person in ten, blocking SQL", await RecallAsync(questions, one => people.BlockingAsync(one.Number))),
        ]);
    }

    private static async Task<double> RecallAsync(IReadOnlyList<AskedPerson> questions, Func<AskedPerson, Task<IReadOnlyList<Guid>>> search)
    {
        var right = 0;
        foreach (var one in questions.Take(Checked)) if ((await search(one)).Contains(one.Who)) right++;
        return right / (double)Math.Min(Checked, questions.Count);
    }
}
