using Microsoft.EntityFrameworkCore;

namespace Consent.Matrices;

/// <summary>Tries a matrix on the decisions of the last thirty days, and compares two matrices.</summary>
internal static class Simulation
{
    public const int Days = 30;

    public static async Task<SimulationView> RunAsync(Matrix matrix, ConsentDbContext db, DateTimeOffset now, CancellationToken ct)
    {
        var from = DateOnly.FromDateTime(now.UtcDateTime).AddDays(-Days);
        var past = await db.DecisionTallies.AsNoTracking().Where(t => t.Kind == matrix.Kind && t.Day >= from).ToListAsync(ct);
        var refused = past.Where(t => !Allows(matrix, t)).ToList();
        var reads = refused.Where(t => t.Action == "R").Sum(t => t.Count);
        var others = refused.Where(t => t.Action != "R").Sum(t => t.Count);
        var people = refused.Select(t => t.ProfessionalId).Distinct(StringComparer.Ordinal).Count();
        var cells = refused.GroupBy(t => (t.Function, t.Category, t.Action)).Select(g => new RefusedCell(g.Key.Function, g.Key.Category, g.Key.Action, g.Sum(t => t.Count))).OrderByDescending(c => c.Count).ToList();
        var sentence = refused.Count == 0
            ? $"Ne refuserait aucun des accès des {Days} derniers jours."
            : $"Refuserait {Counted(reads, "lecture", "lectures")}{(others > 0 ? $" et {Counted(others, "autre acte", "autres actes")}" : "")} de {Counted(people, "personne", "personnes")} sur les {Days} derniers jours.";
        return new(sentence, reads, others, people, cells);
    }

    public static IReadOnlyList<CellChange> Compare(Matrix before, Matrix after)
    {
        var (old, now) = (Texts(before), Texts(after));
        return [.. old.Keys.Union(now.Keys).Order().Where(key => old.GetValueOrDefault(key) != now.GetValueOrDefault(key))
            .Select(key => new CellChange(key.Function, key.Category, old.GetValueOrDefault(key) ?? "", now.GetValueOrDefault(key) ?? ""))];
    }

    private static bool Allows(Matrix matrix, DecisionTally tally) =>
        matrix.Find(tally.Function, tally.Category)?.Find(tally.Action[0], tally.Aspect) is { } entry && (!entry.InCharge || tally.InCharge);

    private static Dictionary<(string Function, string Category), string> Texts(Matrix matrix) => matrix.Cells.ToDictionary(cell => (cell.Function, cell.Category), cell => cell.Cell.ToString());

    private static string Counted(long count, string one, string many) => count == 0 ? $"aucune {one}" : $"{count} {(count > 1 ? many : one)}";
}

internal sealed record SimulationView(string Summary, long RefusedReads, long RefusedOthers, int Professionals, IReadOnlyList<RefusedCell> Cells);

internal sealed record RefusedCell(string Function, string Category, string Action, long Count);

internal sealed record CellChange(string Function, string Category, string Before, string After);
