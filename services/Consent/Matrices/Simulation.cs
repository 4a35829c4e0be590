using Microsoft.EntityFrameworkCore;

namespace Consent.Matrices;

/// <summary>Tries a matrix on the decisions of the last thirty days, and compares two matrices.</summary>
internal static class Simulation
{
    public const int Days = 30;

    public static async Task<SimulationView> RunAsync(Matrix inForce, Matrix matrix, ConsentDbContext db, DateTimeOffset now, CancellationToken ct)
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
        var wider = Widening.Between(inForce, matrix);
        return new(sentence, reads, others, people, cells, wider.Count == 0 ? "N'élargit aucun droit." : $"Élargit {Counted(wider.Count, "case", "cases")} de la matrice.", wider);
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

/// <param name="Summary">French: what would be refused.</param>
/// <param name="RefusedReads">Of the last thirty days.</param>
/// <param name="RefusedOthers">Acts other than reading.</param>
/// <param name="Professionals">How many of them would notice.</param>
/// <param name="Cells">Which cells refuse.</param>
/// <param name="Widens">French: whether it gives more than the matrix in force.</param>
/// <param name="Widenings">Where it does.</param>
internal sealed record SimulationView(string Summary, long RefusedReads, long RefusedOthers, int Professionals, IReadOnlyList<RefusedCell> Cells, string Widens, IReadOnlyList<CellWidening> Widenings);

internal sealed record RefusedCell(string Function, string Category, string Action, long Count);

internal sealed record CellChange(string Function, string Category, string Before, string After);
