using Bench.Measuring;

namespace Bench.Goals;

/// <summary>What was seen, or why nothing was.</summary>
internal sealed record Measured(IReadOnlyDictionary<string, Shot> Shots, IReadOnlyList<Finding> Findings, string? Skipped = null)
{
    public static Measured Nothing(string why) => new(new Dictionary<string, Shot>(), [], why);
}

/// <summary>One performance goal: how it is measured against anchors started in the same run.</summary>
internal abstract class Goal(string id, string title)
{
    public static IReadOnlyList<Goal> All { get; } = [new GatewayGoal(), new GrpcCallGoal(), new CommandGoal(), new TenantReadGoal(), new TokenGoal(), new DeliveryGoal(), new AgendaGoal(), new IdentitySearchGoal(), new StartGoal(), new ConsentGoal(), new BillingMonthGoal()];

    /// <summary>Its number, or numbers when one measurement answers several.</summary>
    public string Id => id;

    public bool Answers(string wanted) => id.Split(' ').Contains(wanted, StringComparer.OrdinalIgnoreCase);
    public string Title => title;

    /// <summary>One goal that cannot be measured does not stop the others.</summary>
    public async Task<Measured> TryMeasureAsync(BenchRun bench)
    {
        await Console.Error.WriteLineAsync($"{Id} {Title}");
        try
        {
            return await MeasureAsync(bench);
        }
        catch (Exception failure)
        {
            return Measured.Nothing(failure.Message);
        }
    }

    protected abstract Task<Measured> MeasureAsync(BenchRun bench);
}
