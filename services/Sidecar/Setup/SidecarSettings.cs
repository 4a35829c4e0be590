using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sidecar.Setup;

/// <summary>What the sidecar is told at start: the applications it stands beside, and where it keeps their messages.</summary>
internal sealed record SidecarSettings
{
    public string Address { get; init; } = "127.0.0.1";
    public string Data { get; init; } = "data/sidecar.db";

    /// <summary><c>strict</c> keeps a message that nobody could handle; <c>lossy</c> forgets it, as daprd does.</summary>
    public string Mode { get; init; } = "strict";

    public IReadOnlyList<AppSettings> Apps { get; init; } = [];
    public OperatorSettings? Operator { get; init; }
    public FaultSettings? Faults { get; init; }
    public int MaxBodySize { get; init; } = 4 * 1024 * 1024;
    public int ReadBufferSize { get; init; } = 4 * 1024;
    public int GracefulShutdownSeconds { get; init; } = 10;

    /// <summary>How long a message of a topic that no application subscribes to waits for one.</summary>
    public int UnclaimedRetentionHours { get; init; } = 168;

    public bool Strict => Mode == "strict";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
    };

    public static SidecarSettings Read(string path) =>
        JsonSerializer.Deserialize<SidecarSettings>(File.ReadAllBytes(path), Json)
        ?? throw new BadSetupException($"{path} is empty.");

    public SidecarSettings Checked(bool faultsAllowed)
    {
        if (Apps.Count == 0) throw new BadSetupException("No application is configured.");
        if (Mode is not ("strict" or "lossy")) throw new BadSetupException($"The mode '{Mode}' is neither strict nor lossy.");
        if (Faults is not null && !faultsAllowed) throw new BadSetupException("Faults are configured without --allow-faults.");
        var ports = Apps.Select(app => app.HttpPort).Append(Operator?.Port ?? -1).ToArray();
        if (ports.Distinct().Count() != ports.Length) throw new BadSetupException("Two listeners share one port.");
        foreach (var app in Apps) app.Check();
        Operator?.Check();
        return this;
    }
}

/// <summary>The sidecar cannot start as it was told.</summary>
internal sealed class BadSetupException(string message) : Exception(message);
