using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace Identity.Insi;

/// <summary>A search changes nothing over there, so it may be asked again; but a service that is down is left alone for a while.</summary>
public static class InsiPipeline
{
    public static ResiliencePipeline<InsiOutcome> Build(InsiSettings settings)
    {
        var noAnswer = new PredicateBuilder<InsiOutcome>()
            .HandleResult(outcome => outcome is InsiUnreachable or InsiFault { Passing: true })
            .Handle<Polly.Timeout.TimeoutRejectedException>();
        var builder = new ResiliencePipelineBuilder<InsiOutcome>();
        if (settings.Retries > 0)
            builder.AddRetry(new RetryStrategyOptions<InsiOutcome>
            {
                ShouldHandle = noAnswer, MaxRetryAttempts = settings.Retries, Delay = TimeSpan.FromMilliseconds(200), BackoffType = DelayBackoffType.Exponential, UseJitter = true,
            });
        return builder
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<InsiOutcome>
            {
                ShouldHandle = noAnswer, FailureRatio = 0.8, MinimumThroughput = 8, SamplingDuration = TimeSpan.FromSeconds(30), BreakDuration = TimeSpan.FromSeconds(settings.BreakSeconds),
            })
            .AddTimeout(TimeSpan.FromSeconds(settings.AttemptSeconds))
            .Build();
    }
}
