using System.Diagnostics;
using System.Text.Json;

namespace AppHost.Journey;

/// <summary>What was asked, what came back, its proof and how long it took: one line a step.</summary>
internal sealed class JourneyReport
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };
    private readonly List<Line> _lines = [];
    private readonly Stopwatch _whole = Stopwatch.StartNew();

    public bool Passed => _lines.Count > 0 && _lines.TrueForAll(line => line.Ok);

    /// <summary>Plays a step; its failure is written and ends the journey.</summary>
    public async Task StepAsync(string asked, Func<Task<Proof>> act)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            var proof = await act();
            Write(new(true, asked, proof.CameBack, proof.Id, watch.ElapsedMilliseconds));
        }
        catch (Exception cause) when (cause is StepFailedException or HttpRequestException or JsonException or KeyNotFoundException or InvalidOperationException or TaskCanceledException)
        {
            Write(new(false, asked, cause.Message, "", watch.ElapsedMilliseconds));
            throw new JourneyStoppedException();
        }
    }

    public void Close(string? file)
    {
        var failed = _lines.Count(line => !line.Ok);
        Console.WriteLine(Passed
            ? $"\nLe parcours est complet : {_lines.Count} étapes en {_whole.Elapsed.TotalSeconds:0.0} s."
            : $"\nLe parcours s'est arrêté : {_lines.Count - failed} étapes faites, {failed} en échec.");
        if (file is not null) File.WriteAllText(file, JsonSerializer.Serialize(new { passed = Passed, seconds = _whole.Elapsed.TotalSeconds, steps = _lines }, Json));
    }

    private void Write(Line line)
    {
        _lines.Add(line);
        Console.WriteLine($"{(line.Ok ? "✔" : "✘")} {_lines.Count,2}  {line.Asked}\n       → {line.CameBack}{(line.ProofId.Length > 0 ? $"  [{line.ProofId}]" : "")}  {line.Milliseconds} ms");
    }

    private sealed record Line(bool Ok, string Asked, string CameBack, string ProofId, long Milliseconds);
}

/// <summary>What came back, and the id that proves it.</summary>
internal sealed record Proof(string CameBack, string Id = "");

/// <summary>A step got another answer than it must.</summary>
internal sealed class StepFailedException(string message) : Exception(message);

/// <summary>The report has said why.</summary>
internal sealed class JourneyStoppedException() : Exception("The journey stopped.");
