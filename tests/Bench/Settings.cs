using System.Globalization;

namespace Bench;

/// <summary>What the command line asks for.</summary>
internal sealed record Settings(IReadOnlyList<string> Goals, int Rounds, TimeSpan Shot, bool Strict, int People = 1_000_000)
{
    public bool Wants(Bench.Goals.Goal goal) => Goals.Count == 0 || Goals.Any(goal.Answers);

    /// <summary>Null when it could be read, or else how to say it.</summary>
    public static string? TryRead(string[] args, out Settings settings)
    {
        settings = new([], 5, TimeSpan.FromSeconds(2), Strict: false);
        var goals = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            var number = i + 1 < args.Length && double.TryParse(args[i + 1], CultureInfo.InvariantCulture, out var value) && value > 0 ? value : (double?)null;
            if (args[i] == "--strict") settings = settings with { Strict = true };
            else if (args[i] == "--rounds" && number is { } rounds) (settings, i) = (settings with { Rounds = (int)rounds }, i + 1);
            else if (args[i] == "--seconds" && number is { } seconds) (settings, i) = (settings with { Shot = TimeSpan.FromSeconds(seconds) }, i + 1);
            else if (args[i] == "--people" && number is { } people) (settings, i) = (settings with { People = (int)people }, i + 1);
            else if (!args[i].StartsWith('-') && Bench.Goals.Goal.All.Any(goal => goal.Answers(args[i]))) goals.Add(args[i]);
            else return $"Bench [--rounds 5] [--seconds 2] [--strict] [--people 1000000] [{string.Join(' ', Bench.Goals.Goal.All.Select(goal => goal.Id))}]";
        }
        settings = settings with { Goals = goals };
        return null;
    }
}
