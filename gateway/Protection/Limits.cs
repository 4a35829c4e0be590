using System.Globalization;
using System.Threading.RateLimiting;
using Gateway.Visitors;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace Gateway.Protection;

/// <summary>Nobody takes another's share: a bucket for each tenant and one for each client or person; by address for who is not known.</summary>
internal static class Limits
{
    public static void AddLimits(this IServiceCollection services)
    {
        services.AddRateLimiter(_ => { });
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<GatewaySettings>>((options, settings) =>
        {
            var limits = settings.Value.Limits;
            options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            options.OnRejected = (context, _) =>
            {
                var seconds = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? Math.Max(1, (int)Math.Ceiling(after.TotalSeconds)) : 1;
                context.HttpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
                return ValueTask.CompletedTask;
            };
            // The caller first: what one caller is refused must not be taken from its tenant.
            options.GlobalLimiter = PartitionedRateLimiter.CreateChained(
                PartitionedRateLimiter.Create<HttpContext, string>(context => CallerBucket(context, limits)),
                PartitionedRateLimiter.Create<HttpContext, string>(context => TenantBucket(context, limits)));
        });
    }

    private static RateLimitPartition<string> TenantBucket(HttpContext context, LimitSettings limits) =>
        context.Features.Get<Visitor>()?.Tenant is { } tenant ? Bucket(tenant, limits.TenantPerSecond) : RateLimitPartition.GetNoLimiter("");

    private static RateLimitPartition<string> CallerBucket(HttpContext context, LimitSettings limits) =>
        context.Features.Get<Visitor>() is { } visitor ? Bucket(visitor.LimitKey, limits.ClientPerSecond)
        : Bucket(context.Connection.RemoteIpAddress?.ToString() ?? "", limits.AddressPerSecond);

    private static RateLimitPartition<string> Bucket(string key, int perSecond) => RateLimitPartition.GetTokenBucketLimiter(key, _ => new()
    {
        TokenLimit = perSecond * 2,
        TokensPerPeriod = Math.Max(1, perSecond / 4),
        ReplenishmentPeriod = TimeSpan.FromMilliseconds(250),
        QueueLimit = 0,
        AutoReplenishment = false,   // one timer of the partitioned limiter refills them all
    });
}
