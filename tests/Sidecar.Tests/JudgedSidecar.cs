namespace Sidecar.Tests;

/// <summary>
/// The sidecar that the conformance tests judge: ours by default, another when the environment says so. The README of
/// this folder tells how.
/// </summary>
internal static class JudgedSidecar
{
    /// <summary>Ours, with the options that daprd has and the file of its messages.</summary>
    private const string Ours = """
        "$DOTNET" exec "$SIDECAR_DLL" --app-id "$APP_ID" --app-port "$APP_PORT" --dapr-http-port "$HTTP_PORT" --resources-path "$RESOURCES" --data "$DATA/sidecar.db" --enable-app-health-check --app-health-check-path "$HEALTH_PATH" --app-health-probe-interval "$HEALTH_INTERVAL"
        """;

    /// <summary>A sidecar that was started by someone else beside the application's port <see cref="AppPort"/>.</summary>
    public static Uri? Address { get; } = Setting("SIDECAR_ADDRESS") is { } address ? new(address) : null;

    public static int AppPort => int.Parse(Setting("SIDECAR_APP_PORT") ?? throw new InvalidOperationException("SIDECAR_ADDRESS needs SIDECAR_APP_PORT, the port of the application beside it."));
    public static string? ApiToken => Setting("SIDECAR_API_TOKEN");
    public static string? AppToken => Setting("SIDECAR_APP_TOKEN");

    public static bool HasCommand => Setting("SIDECAR_COMMAND") is not null;
    public static string Command => Setting("SIDECAR_COMMAND") ?? Ours;

    /// <summary>Seconds between two probes; daprd takes whole ones.</summary>
    public static string HealthInterval => HasCommand ? "1" : "0.2";

    public static string OwnResources { get; } = Path.Combine(AppContext.BaseDirectory, "resources");
    public static bool HasResources => Setting("SIDECAR_RESOURCES") is not null;
    public static string Resources => Setting("SIDECAR_RESOURCES") ?? OwnResources;

    /// <summary>Skips a test that starts and ends sidecars when all that is known of the judged one is its address.</summary>
    public static void MustBeStartable() =>
        Assert.SkipWhen(Address is not null && !HasCommand, "SIDECAR_ADDRESS says where the sidecar is, not how to start it: give SIDECAR_COMMAND.");

    /// <summary>Skips a test of several sidecars on one broker when each would have its own.</summary>
    public static void MustShareABroker() =>
        Assert.SkipWhen(HasCommand && !HasResources, "Each process of SIDECAR_COMMAND has an in-memory broker of its own: give SIDECAR_RESOURCES, whose components name one that they share.");

    private static string? Setting(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
