using System.Security.Cryptography;
using System.Text;
using Agenda.Attendances;
using Agenda.Calendars;
using Agenda.Rules;
using Platform;

namespace Agenda.Imports;

/// <summary>What one line says, and what is wrong with it.</summary>
internal sealed record PlanningLine(int Number, DateOnly Day, TimeOnly Start, int Minutes, string Label, string Kind, string? SerafinCode, IReadOnlyList<Member> Members, AttendanceState? Presence, string Key, string Digest)
{
    public List<string> Errors { get; } = [];
}

/// <summary>Reads the lines of a planning: titles in any order, names by what the house has matched before.</summary>
internal sealed class PlanningTable
{
    private static readonly string[] Kinds = ["activite", "rdv", "telemedecine", "transport", "soin", "reunion"];
    private static readonly Dictionary<string, AttendanceState> Presences = new(StringComparer.Ordinal)
    {
        ["present"] = AttendanceState.Present, ["oui"] = AttendanceState.Present, ["p"] = AttendanceState.Present, ["absent"] = AttendanceState.AbsentUnplanned, ["non"] = AttendanceState.AbsentUnplanned,
        ["absent justifie"] = AttendanceState.AbsentJustified, ["excuse"] = AttendanceState.AbsentJustified, ["refus"] = AttendanceState.Refused, ["annule"] = AttendanceState.Cancelled,
    };

    private readonly Dictionary<string, int> _columns = new(StringComparer.Ordinal);
    private readonly IReadOnlyDictionary<(CalendarKind Kind, string Name), Guid> _names;

    private PlanningTable(CsvText table, IReadOnlyDictionary<(CalendarKind, string), Guid> names)
    {
        _names = names;
        for (var at = 0; at < table.Header.Count; at++) _columns.TryAdd(FrenchText.Fold(table.Header[at]), at);
        var missing = new[] { "date", "debut", "fin", "activite" }.Where(title => !_columns.ContainsKey(title)).ToList();
        if (missing.Count > 0) throw new BadInputException("import-columns", $"Il manque une colonne : {string.Join(", ", missing)}. Complétez le fichier, puis renvoyez-le. Titres attendus : Date ; Début ; Fin ; Activité ; Usagers ; Professionnels ; Salle ; Type ; Code SERAFIN ; Présence ; Identifiant.");
    }

    public SortedSet<string> Unknown { get; } = new(StringComparer.Ordinal);

    public static (IReadOnlyList<PlanningLine> Lines, IReadOnlyCollection<string> Unknown) Read(CsvText text, IReadOnlyDictionary<(CalendarKind, string), Guid> names)
    {
        var table = new PlanningTable(text, names);
        return ([.. text.Lines.Select(table.Line)], table.Unknown);
    }

    private PlanningLine Line(CsvLine line)
    {
        var errors = new List<string>();
        var (day, start, end) = (FrenchText.Date(Cell(line, "date")), FrenchText.Hour(Cell(line, "debut")), FrenchText.Hour(Cell(line, "fin")));
        if (day is null) errors.Add($"La date « {Cell(line, "date")} » n'est pas lisible. Écrivez-la 24/03/2026.");
        if (start is null || end is null) errors.Add("L'heure de début ou de fin n'est pas lisible. Écrivez-la 14:00 ou 14h00.");
        var minutes = start is { } from && end is { } until ? (int)(until - from).TotalMinutes : 0;
        if (start is not null && end is not null && (minutes < 5 || end <= start)) errors.Add("La fin doit suivre le début d'au moins cinq minutes, le même jour.");
        var label = Cell(line, "activite");
        if (label.Length is < 2 or > 120) errors.Add("Le nom de l'activité va de 2 à 120 caractères.");
        var kind = Cell(line, "type") is { Length: > 0 } said ? FrenchText.Fold(said) : "activite";
        if (!Kinds.Contains(kind)) errors.Add($"Le type « {kind} » n'existe pas. Choisissez {string.Join(", ", Kinds)}.");
        var presence = Cell(line, "presence") is { Length: > 0 } told ? FrenchText.Fold(told) : null;
        if (presence is not null && !Presences.ContainsKey(presence)) errors.Add($"La présence « {presence} » n'existe pas. Écrivez présent, absent, absent justifié, refus ou annulé.");
        List<Member> members = [.. Named(line, "usagers", CalendarKind.Usager, errors), .. Named(line, "professionnels", CalendarKind.Staff, errors), .. Named(line, "salle", CalendarKind.Room, errors)];
        if (members.Count == 0 && (Cell(line, "usagers") + Cell(line, "professionnels") + Cell(line, "salle")).Length == 0) errors.Add("Nommez au moins un usager, un professionnel ou une salle.");
        var own = Cell(line, "identifiant");
        if (own.Length > 60) errors.Add("L'identifiant dépasse 60 caractères.");
        var content = $"{day:yyyy-MM-dd}|{start:HH:mm}|{minutes}|{FrenchText.Fold(label)}|{kind}|{string.Join(',', members.Select(m => m.Id).Order())}";
        var digest = Hash(content);
        var read = new PlanningLine(line.Number, day ?? default, start ?? default, minutes, label, kind, Cell(line, "code serafin") is { Length: > 0 and <= 20 } code ? code : null, [.. members.DistinctBy(m => m.Id)],
            presence is not null && Presences.TryGetValue(presence, out var state) ? state : null, own.Length > 0 ? $"id:{own}" : $"line:{digest}", digest);
        read.Errors.AddRange(errors);
        return read;
    }

    private IEnumerable<Member> Named(CsvLine line, string column, CalendarKind kind, List<string> errors)
    {
        foreach (var name in Cell(line, column).Split(['|', '\n', '/'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (Guid.TryParse(name, out var id) || _names.TryGetValue((kind, FrenchText.Fold(name)), out id)) yield return new(kind, id);
            else
            {
                Unknown.Add(name);
                errors.Add($"« {name} » n'est pas encore rapproché de la plateforme : choisissez de qui ou de quoi il s'agit, puis relancez l'import.");
            }
        }
    }

    private string Cell(CsvLine line, string title) => _columns.TryGetValue(title, out var at) && at < line.Cells.Count ? line.Cells[at] : "";

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
