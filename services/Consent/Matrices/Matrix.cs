using System.Collections.Frozen;
using System.Text.Json;

namespace Consent.Matrices;

/// <summary>A habilitation matrix: function × data category → what may be done (consent sheet §6).</summary>
internal sealed class Matrix
{
    /// <summary>Every category of data (consent sheet §6).</summary>
    public static readonly FrozenSet<string> Categories =
        new[] { "IDT", "ADM", "FIN", "JUR", "MED", "SOI", "AVQ", "PSY", "EDU", "PPA", "AGE", "SOC", "EVT", "DMP", "MSG", "TEL", "LOG" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow };
    private readonly FrozenDictionary<string, FrozenDictionary<string, Cell>> _rows;

    private Matrix(MatrixFile file, int number)
    {
        (File, Number) = (file, number);
        var name = number == 0 ? file.Kind.ToUpperInvariant() : $"{file.Kind.ToUpperInvariant()}.{number}";
        _rows = file.Rows.ToFrozenDictionary(row => row.Key,
            row => row.Value.ToFrozenDictionary(cell => cell.Key, cell => Cell.Read($"{name}-{row.Key}-{cell.Key}", cell.Value), StringComparer.Ordinal), StringComparer.Ordinal);
        OwnPatients = (file.OwnPatients ?? []).ToFrozenSet(StringComparer.Ordinal);
        BreakGlass = (file.BreakGlass ?? []).ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>The two that apply where nothing else was published.</summary>
    public static IReadOnlyDictionary<string, Matrix> Defaults { get; } = LoadDefaults();

    public MatrixFile File { get; }
    public string Kind => File.Kind;

    /// <summary>0: the default.</summary>
    public int Number { get; }

    /// <summary>Functions that belong to a person's team by name only, never by the house they work in.</summary>
    public FrozenSet<string> OwnPatients { get; }

    /// <summary>Functions that may open a file by bris de glace.</summary>
    public FrozenSet<string> BreakGlass { get; }

    /// <summary>Every cell, for the tests that go through them all.</summary>
    public IEnumerable<(string Function, string Category, Cell Cell)> Cells => _rows.SelectMany(row => row.Value.Select(cell => (row.Key, cell.Key, cell.Value)));

    public static Matrix Of(MatrixFile file, int number) => new(file, number);

    /// <summary>The cell, or null when the function has nothing to do with the category.</summary>
    public Cell? Find(string function, string category) => _rows.TryGetValue(function, out var row) && row.TryGetValue(category, out var cell) ? cell : null;

    private static Dictionary<string, Matrix> LoadDefaults()
    {
        var (ehpad, ime) = (Load("ehpad"), Load("ime"));
        // The sheet gives for an IME only the rows that differ.
        var rows = ehpad.Rows.Where(row => !ime.Rows.ContainsKey(row.Key)).Concat(ime.Rows).ToDictionary(StringComparer.Ordinal);
        ime = ime with { Rows = rows, OwnPatients = ehpad.OwnPatients, BreakGlass = ehpad.BreakGlass, Base = null };
        return new(StringComparer.Ordinal) { ["ehpad"] = new(ehpad, 0), ["ime"] = new(ime, 0) };
    }

    private static MatrixFile Load(string kind)
    {
        using var file = typeof(Matrix).Assembly.GetManifestResourceStream($"Consent.Matrices.matrix-{kind}.json")!;
        return JsonSerializer.Deserialize<MatrixFile>(file, Strict)!;
    }
}

/// <summary>A matrix as it is written down.</summary>
internal sealed record MatrixFile(string Kind, Dictionary<string, Dictionary<string, string>> Rows, IReadOnlyList<string>? OwnPatients = null, IReadOnlyList<string>? BreakGlass = null, string? Base = null);
