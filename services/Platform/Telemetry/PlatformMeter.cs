using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Platform.Telemetry;

internal static class PlatformMeter
{
    public const string Name = "Platform";
    public static readonly ActivitySource Activities = new(Name);
    private static readonly Meter Meter = new(Name);
    public static readonly Counter<long> Outbox = Meter.CreateCounter<long>("platform.outbox.sent", "{event}", "Events handed to the sidecar");
}
