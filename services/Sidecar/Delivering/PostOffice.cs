using Sidecar.Resources;
using Sidecar.Setup;

namespace Sidecar.Delivering;

/// <summary>What every lane needs beside its own group and application.</summary>
internal sealed record PostOffice(Broker Broker, ResourceFiles Resources, FaultSwitches Faults, SidecarSettings Settings, TimeProvider Clock, ILogger<AppLink> Log)
{
    public bool Strict => Settings.Strict;
}
