using System.Globalization;

namespace Sidecar.Setup;

/// <summary>The options of the command; with <c>--app-id</c> it reads as daprd's for a single application.</summary>
internal sealed record CommandLine(SidecarSettings Settings, string? ResourcesPath)
{
    private static readonly string[] Switches = ["--allow-faults", "--enable-app-health-check"];

    public static CommandLine Read(string[] args)
    {
        var options = Options(args);
        var settings = options.TryGetValue("--config", out var file) ? SidecarSettings.Read(file) : new SidecarSettings();
        if (options.TryGetValue("--app-id", out var appId)) settings = settings with { Apps = [SingleApp(appId, options)] };
        if (options.TryGetValue("--data", out var data)) settings = settings with { Data = data };
        if (options.TryGetValue("--mode", out var mode)) settings = settings with { Mode = mode };
        return new(settings.Checked(options.ContainsKey("--allow-faults")), options.GetValueOrDefault("--resources-path"));
    }

    private static Dictionary<string, string> Options(string[] args)
    {
        string[] known = ["--config", "--resources-path", "--data", "--mode", "--app-id", "--app-port", "--dapr-http-port",
            "--app-health-check-path", "--app-health-probe-interval", "--app-health-probe-timeout", "--app-health-threshold", .. Switches];
        var options = new Dictionary<string, string>();
        for (var i = 0; i < args.Length; i++)
        {
            if (!known.Contains(args[i])) throw new BadSetupException($"The option {args[i]} is unknown.");
            if (Switches.Contains(args[i])) options[args[i]] = "true";
            else if (i + 1 < args.Length) options[args[i]] = args[++i];
            else throw new BadSetupException($"The option {args[i]} has no value.");
        }

        return options;
    }

    private static AppSettings SingleApp(string appId, Dictionary<string, string> options) => new()
    {
        AppId = appId,
        AppPort = Number(options, "--app-port", 0),
        HttpPort = Number(options, "--dapr-http-port", 3500),
        ApiToken = Environment.GetEnvironmentVariable("DAPR_API_TOKEN"),
        AppToken = Environment.GetEnvironmentVariable("APP_API_TOKEN"),
        Health = options.ContainsKey("--enable-app-health-check")
            ? new()
            {
                Path = options.GetValueOrDefault("--app-health-check-path", "/healthz"),
                IntervalMs = Milliseconds(options, "--app-health-probe-interval", otherwise: 5000),
                TimeoutMs = Number(options, "--app-health-probe-timeout", 500),
                Threshold = Number(options, "--app-health-threshold", 3),
            }
            : null,
    };

    private static int Number(Dictionary<string, string> options, string name, int otherwise)
    {
        if (!options.TryGetValue(name, out var text)) return otherwise;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new BadSetupException($"The option {name} takes a number.");
    }

    /// <summary>Seconds, whole ones for daprd; here a fraction will do.</summary>
    private static int Milliseconds(Dictionary<string, string> options, string name, int otherwise)
    {
        if (!options.TryGetValue(name, out var text)) return otherwise;
        return decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0.001m and <= 86_400m
            ? (int)(seconds * 1000)
            : throw new BadSetupException($"The option {name} takes a number of seconds.");
    }
}
