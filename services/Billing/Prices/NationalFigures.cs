using System.Text.Json;

namespace Billing.Prices;

/// <summary>A national amount between two days, with the text that sets it.</summary>
public sealed record NationalFigure(string Code, DateOnly From, DateOnly? Until, decimal Value, string Source);

/// <summary>Forfait journalier, forfait psychiatrique, participation of the forfait global unique… Data, never code: each day has the figure of that day.</summary>
internal sealed class NationalFigures
{
    public const string Fjh = "FJH", FjhPsychiatry = "FJH-PSY", Fgu = "FGU";

    private readonly ILookup<string, NationalFigure> _byCode;

    public NationalFigures(IReadOnlyList<NationalFigure> all)
    {
        All = all;
        _byCode = all.ToLookup(f => f.Code, StringComparer.Ordinal);
        foreach (var code in _byCode)
            foreach (var (one, next) in code.OrderBy(f => f.From).Zip(code.OrderBy(f => f.From).Skip(1)))
                if (one.Until is not { } until || until >= next.From) throw new InvalidDataException($"National figure {code.Key} has two values on {next.From}.");
    }

    public IReadOnlyList<NationalFigure> All { get; }

    /// <summary>The figures of the file when one is named, else those the service was built with.</summary>
    public static NationalFigures Read(string? file)
    {
        using var stream = file is { Length: > 0 } ? File.OpenRead(file) : typeof(NationalFigures).Assembly.GetManifestResourceStream("Billing.Prices.figures.json")!;
        return new(JsonSerializer.Deserialize<List<NationalFigure>>(stream, JsonSerializerOptions.Web)!);
    }

    public decimal? Find(string code, DateOnly day)
    {
        foreach (var figure in _byCode[code])
            if (figure.From <= day && (figure.Until is not { } until || day <= until)) return figure.Value;
        return null;
    }
}
