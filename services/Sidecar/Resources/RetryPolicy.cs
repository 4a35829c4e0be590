using System.Globalization;
using Sidecar.Setup;

namespace Sidecar.Resources;

/// <summary>How long to wait before each new try, and when to give up. A negative count never gives up.</summary>
internal sealed record RetryPolicy(bool Exponential, TimeSpan Interval, TimeSpan MaxInterval, int MaxRetries)
{
    private const double Growth = 1.5;
    private const double Spread = 0.5;

    public static RetryPolicy None { get; } = new(false, TimeSpan.Zero, TimeSpan.Zero, 0);

    public static RetryPolicy Read(YamlMap policy)
    {
        var exponential = policy.Text("policy") switch
        {
            "exponential" => true,
            "constant" or null => false,
            var other => throw new BadSetupException($"The retry policy '{other}' is neither constant nor exponential."),
        };
        var interval = GoDuration.Parse(policy.Text("duration") ?? (exponential ? "500ms" : "5s"));
        var maxRetries = policy.Text("maxRetries") is { } count ? int.Parse(count, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : -1;
        return new(exponential, interval, GoDuration.Parse(policy.Text("maxInterval") ?? "60s"), maxRetries);
    }

    public bool GivesUpAfter(int attempts) => MaxRetries >= 0 && attempts > MaxRetries;

    public TimeSpan DelayAfter(int attempts)
    {
        if (!Exponential) return Interval;
        var grown = Interval * Math.Pow(Growth, Math.Min(attempts - 1, 60));
        var capped = grown < MaxInterval ? grown : MaxInterval;
        return capped * (1 - Spread + 2 * Spread * Random.Shared.NextDouble());
    }
}
