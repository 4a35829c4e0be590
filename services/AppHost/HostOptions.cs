using System.Globalization;

namespace AppHost;

/// <summary>What the command line asks for.</summary>
internal sealed record HostOptions
{
    public static readonly string Usage = """
        dotnet run --project services/AppHost [-- [journey|reset] [options]]

          (nothing)            builds and starts the platform; Ctrl-C stops it
          journey              fresh data, plays the pilots' journey through the gateway, prints a report, stops
          reset                forgets the data, then starts on fresh data

          --data DIR           where data, keys and logs live (default: data; journey: data/journey)
          --postgres "Host=…"  PostgreSQL instead of SQLite, one database a service
          --port-base N        shifts every port by N
          --json FILE          journey: writes the report as JSON
          --keep               journey: leaves the platform running afterwards
          --no-build           starts what is built
          --verbose            prints every line of every process
        """;

    public string Command { get; private set; } = "run";
    public string Data { get; private set; } = "";
    public string? Postgres { get; private set; }
    public int PortBase { get; private set; }
    public string? Json { get; private set; }
    public bool Keep { get; private set; }
    public bool Build { get; private set; } = true;
    public bool Verbose { get; private set; }

    /// <summary>Null when the line cannot be understood.</summary>
    public static HostOptions? Read(string[] args)
    {
        var options = new HostOptions();
        for (var i = 0; i < args.Length; i++)
        {
            string? Next() => i + 1 < args.Length ? args[++i] : null;
            switch (args[i])
            {
                case "run" or "journey" or "reset": options.Command = args[i]; break;
                case "--data" when Next() is { } value: options.Data = value; break;
                case "--postgres" when Next() is { } value: options.Postgres = value; break;
                case "--port-base" when int.TryParse(Next(), CultureInfo.InvariantCulture, out var shift) && shift is >= 0 and < 50_000: options.PortBase = shift; break;
                case "--json" when Next() is { } value: options.Json = value; break;
                case "--keep": options.Keep = true; break;
                case "--no-build": options.Build = false; break;
                case "--verbose": options.Verbose = true; break;
                default: return null;
            }
        }
        if (options.Data.Length == 0) options.Data = options.Command == "journey" ? Path.Combine("data", "journey") : "data";
        return options;
    }
}
