namespace Sidecar.Setup;

/// <summary>One application: the port on which the sidecar serves it, the port on which it listens, and both tokens.</summary>
internal sealed record AppSettings
{
    public string AppId { get; init; } = "";
    public int HttpPort { get; init; }
    public int AppPort { get; init; }
    public string? ApiToken { get; init; }
    public string? ApiTokenFile { get; init; }
    public string? AppToken { get; init; }
    public string? AppTokenFile { get; init; }

    /// <summary>Deliveries in flight per topic.</summary>
    public int Concurrency { get; init; } = 10;

    public AppHealthSettings? Health { get; init; }

    public void Check()
    {
        if (AppId.Length == 0) throw new BadSetupException("An application has no appId.");
        if (HttpPort is < 1 or > 65535) throw new BadSetupException($"{AppId}: httpPort is missing.");
        if (AppPort is < 0 or > 65535) throw new BadSetupException($"{AppId}: appPort is not a port.");
        if (Concurrency is < 1 or > 1000) throw new BadSetupException($"{AppId}: concurrency goes from 1 to 1000.");
    }
}

/// <summary>The probe that opens and closes the flow of deliveries, as daprd's app health check.</summary>
internal sealed record AppHealthSettings
{
    public string Path { get; init; } = "/healthz";
    public int IntervalMs { get; init; } = 5000;
    public int TimeoutMs { get; init; } = 500;
    public int Threshold { get; init; } = 3;
}

/// <summary>Where an operator lists and replays dead letters. Never open without a token.</summary>
internal sealed record OperatorSettings
{
    public int Port { get; init; }
    public string? Token { get; init; }
    public string? TokenFile { get; init; }

    public void Check()
    {
        if (Port is < 1 or > 65535) throw new BadSetupException("The operator's port is missing.");
        if (ApiToken.From(Token, TokenFile) is null) throw new BadSetupException("The operator's port needs a token.");
    }
}

/// <summary>What a test may have the sidecar do wrong; honoured with <c>--allow-faults</c> only.</summary>
internal sealed record FaultSettings
{
    public int DuplicateEvery { get; init; }
    public int DropAckEvery { get; init; }
    public int DelayMs { get; init; }
    public int ReorderWithinMs { get; init; }
    public int Seed { get; init; } = 1;
}
