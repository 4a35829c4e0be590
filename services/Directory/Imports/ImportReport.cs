namespace HealthDirectory.Imports;

/// <summary>What an import did, or would do, line by line.</summary>
internal sealed record ImportReport(bool DryRun, int Lines, int Applied, int Unchanged, int Refused, IReadOnlyList<LineReport> Report)
{
    public static ImportReport Of(bool dryRun, IReadOnlyList<LineReport> lines) => new(dryRun, lines.Count, lines.Count(l => l.Result is not ("unchanged" or "refused")),
        lines.Count(l => l.Result == "unchanged"), lines.Count(l => l.Result == "refused"), lines);
}

/// <param name="Line">As an editor numbers it, the column names being line 1.</param>
/// <param name="Result">arrival, move, change, departure, absence, absence-cancelled, unchanged or refused.</param>
internal sealed record LineReport(int Line, string Result, string Message);
