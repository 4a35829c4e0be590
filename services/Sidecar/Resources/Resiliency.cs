using System.Globalization;
using Sidecar.Setup;

namespace Sidecar.Resources;

/// <summary>What a component does with a delivery that fails: how long it waits for an answer, how it tries again, when it pauses.</summary>
internal sealed record InboundPolicy(RetryPolicy Retry, TimeSpan Timeout, BreakerPolicy? Breaker)
{
    public static InboundPolicy None { get; } = new(RetryPolicy.None, TimeSpan.FromSeconds(60), null);
}

/// <summary>After so many failures in a row nothing is sent for a while, then a few trials decide.</summary>
internal sealed record BreakerPolicy(int Failures, TimeSpan Pause, int Trials)
{
    public static BreakerPolicy Read(YamlMap policy)
    {
        var trip = (policy.Text("trip") ?? "consecutiveFailures > 5").Replace(" ", "", StringComparison.Ordinal);
        var (sign, extra) = trip.Contains(">=", StringComparison.Ordinal) ? (">=", 0) : (">", 1);
        var parts = trip.Split(sign);
        if (parts is not ["consecutiveFailures", var limit] || !int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var failures))
            throw new BadSetupException($"The breaker's trip '{trip}' is not 'consecutiveFailures >= n'.");
        return new(failures + extra, GoDuration.Parse(policy.Text("timeout") ?? "60s"),
            int.Parse(policy.Text("maxRequests") ?? "1", NumberStyles.None, CultureInfo.InvariantCulture));
    }
}

/// <summary>A resiliency resource: its policies by name, and the components that they are for.</summary>
internal sealed class Resiliency(YamlMap resource)
{
    private readonly YamlMap _policies = resource.Map("spec").Map("policies");
    private readonly YamlMap _components = resource.Map("spec").Map("targets").Map("components");
    private readonly IReadOnlyList<string> _scopes = resource.Texts("scopes");

    public void Check()
    {
        foreach (var component in _components.Keys) Read(component);
    }

    public InboundPolicy? For(string appId, string component) =>
        (_scopes.Count == 0 || _scopes.Contains(appId)) && _components.Keys.Contains(component) ? Read(component) : null;

    private InboundPolicy Read(string component)
    {
        var inbound = _components.Map(component).Map("inbound");
        return new(
            Policy("retries", inbound.Text("retry")) is { } retry ? RetryPolicy.Read(retry) : RetryPolicy.None,
            inbound.Text("timeout") is { } timeout ? GoDuration.Parse(_policies.Map("timeouts").Required(timeout)) : InboundPolicy.None.Timeout,
            Policy("circuitBreakers", inbound.Text("circuitBreaker")) is { } breaker ? BreakerPolicy.Read(breaker) : null);
    }

    private YamlMap? Policy(string kind, string? name)
    {
        if (name is null) return null;
        var policies = _policies.Map(kind);
        return policies.Keys.Contains(name) ? policies.Map(name) : throw new BadSetupException($"No policy of '{kind}' is called '{name}'.");
    }
}
