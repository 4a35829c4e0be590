using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;
using Documents.Records;

namespace Documents.Dmp.Habilitation;

/// <summary>What is done in the DMP: documents are read in it, or left in it.</summary>
public enum DmpAct { Read, Deposit }

/// <summary>The national matrix of professions and types of documents, in the version that applies here. Who has no row has no right.</summary>
public sealed class DmpMatrix
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectRequiredConstructorParameters = true };
    private readonly FrozenDictionary<string, DmpRow> _professions, _functions;

    private DmpMatrix(DmpMatrixFile file)
    {
        (Version, From, Rows) = (file.Version, file.From, [.. file.Rows.Select(DmpRow.Of)]);
        // A profession or a function in two rows would be two answers: it stops the start.
        _professions = Rows.SelectMany(row => row.Professions.Select(code => (code, row))).ToFrozenDictionary(pair => pair.code, pair => pair.row, StringComparer.Ordinal);
        _functions = Rows.SelectMany(row => row.Functions.Select(code => (code, row))).ToFrozenDictionary(pair => pair.code, pair => pair.row, StringComparer.Ordinal);
    }

    public string Version { get; }
    public DateOnly From { get; }
    public IReadOnlyList<DmpRow> Rows { get; }

    /// <param name="path">A newer edition than the one that comes with the service; null for that one.</param>
    public static DmpMatrix Load(string? path)
    {
        using var file = path is null ? typeof(DmpMatrix).Assembly.GetManifestResourceStream("dmp-matrix.json")! : File.OpenRead(path);
        return new(JsonSerializer.Deserialize<DmpMatrixFile>(file, Strict) ?? throw new InvalidDataException("The DMP matrix is empty."));
    }

    /// <summary>The row of a health profession, else of the function held; null when the matrix names neither.</summary>
    public DmpRow? RowOf(string profession, string function) => _professions.GetValueOrDefault(profession) ?? _functions.GetValueOrDefault(function);
}

/// <summary>What one profession, or one group of functions, reaches.</summary>
/// <param name="Verified">Read in the published annex; otherwise to be compared with it before going live.</param>
public sealed record DmpRow(string Name, IReadOnlyList<string> Professions, IReadOnlyList<string> Functions, bool Verified, DmpTypes Read, DmpTypes Deposit)
{
    public DmpTypes Of(DmpAct act) => act == DmpAct.Read ? Read : Deposit;

    internal static DmpRow Of(DmpRowFile row)
    {
        var read = DmpTypes.Parse(row.Read);
        return new(row.Name, row.Professions ?? [], row.Functions ?? [], row.Verified, read, row.Deposit is null ? read : DmpTypes.Parse(row.Deposit));
    }
}

/// <summary>A set of types: <c>*</c> all, then <c>-code</c> save that one; or the codes themselves.</summary>
public sealed record DmpTypes(bool All, FrozenSet<string> Codes)
{
    public bool Holds(string type) => All != Codes.Contains(type);

    /// <summary>Codes that the registry is asked for; null when it is asked for all and what comes is sorted here.</summary>
    public IReadOnlyList<string>? Listed => All ? null : [.. Codes.Order(StringComparer.Ordinal)];

    internal static DmpTypes Parse(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var all = words is ["*", ..];
        var codes = (all ? words[1..] : words).Select(word => !all ? word : word.StartsWith('-') ? word[1..] : throw new FormatException($"After * the DMP matrix takes -codes only, not {word}.")).ToFrozenSet(StringComparer.Ordinal);
        return codes.FirstOrDefault(code => DocumentType.Find(code) is null) is { } unknown ? throw new FormatException($"The DMP matrix names {unknown}, which is no type of the nomenclature.") : new(all, codes);
    }
}

/// <summary>The matrix as it is written down: an edition, its date, where it comes from.</summary>
internal sealed record DmpMatrixFile(string Version, DateOnly From, string Source, IReadOnlyList<DmpRowFile> Rows);

internal sealed record DmpRowFile(string Name, bool Verified, string Read, string? Deposit = null, IReadOnlyList<string>? Professions = null, IReadOnlyList<string>? Functions = null);
