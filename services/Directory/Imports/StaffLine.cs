using System.Globalization;
using HealthDirectory.Absences;
using HealthDirectory.Employment;
using HealthDirectory.Professionals;
using HealthDirectory.Structures;

namespace HealthDirectory.Imports;

/// <summary>A contract in one establishment, as a line of the file says it.</summary>
internal sealed record StaffLine(string NationalId, string FamilyName, string GivenName, string Title, string Reference, ContractTerms Terms, string Finess, Function Function,
    IReadOnlyList<string> Units, string Profession, string Speciality)
{
    public static readonly string[] Columns = ["identifiant", "nom", "prenom", "contrat", "type", "debut", "fin", "finess", "fonction"];

    public static StaffLine Read(CsvLine line)
    {
        var finess = line["finess"];
        if (finess.Length > 0 && !Structures.Finess.IsValid(finess)) throw new LineRefusedException($"Le numéro FINESS « {finess} » n'est pas valide.");
        return new(FieldOf.Identifier(line["identifiant"]), FieldOf.Required(line, "nom"), FieldOf.Required(line, "prenom"), FieldOf.AtMost(line, "titre", 10).ToUpperInvariant(), FieldOf.Number(line, "contrat"),
            new(Kind(line["type"]), FieldOf.Moment(line["debut"], "debut", endOfDay: false), line["fin"].Length == 0 ? null : FieldOf.Moment(line["fin"], "fin", endOfDay: true)),
            finess, FunctionNames.Read(line["fonction"]) ?? throw new LineRefusedException($"La fonction « {line["fonction"]} » n'est pas connue."),
            [.. line["unites"].Split([',', '|'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)], FieldOf.AtMost(line, "profession", 10), FieldOf.AtMost(line, "specialite", 20));
    }

    private static ContractKind Kind(string text) => FoldedName.Of(text) switch
    {
        "CDI" => ContractKind.Cdi,
        "CDD" => ContractKind.Cdd,
        "REMPLACEMENT" => ContractKind.Replacement,
        "INTERIM" => ContractKind.Interim,
        "STAGE" or "STAGIAIRE" => ContractKind.Internship,
        "MISE A DISPOSITION" => ContractKind.Secondment,
        "CONVENTION" => ContractKind.Convention,
        "BENEVOLAT" or "BENEVOLE" => ContractKind.Volunteer,
        _ => throw new LineRefusedException($"Le type de contrat « {text} » n'est pas connu (CDI, CDD, remplacement, intérim, stage, mise à disposition, convention, bénévolat)."),
    };
}

/// <summary>An absence, as a line of the file says it.</summary>
internal sealed record AbsenceLine(string NationalId, string Reference, AbsenceFacts Facts, bool Cancelled)
{
    public static readonly string[] Columns = ["identifiant", "absence", "motif", "debut", "fin"];

    public static AbsenceLine Read(CsvLine line) => new(FieldOf.Identifier(line["identifiant"]), FieldOf.Number(line, "absence"),
        new(Kind(line["motif"]), FieldOf.Moment(line["debut"], "debut", endOfDay: false), FieldOf.Moment(line["fin"], "fin", endOfDay: true)),
        FoldedName.Of(line["annulee"]) is "OUI" or "O" or "1");

    private static AbsenceKind Kind(string text) => FoldedName.Of(text) switch
    {
        "CONGE" or "CONGES" or "CP" or "CONGES PAYES" => AbsenceKind.Leave,
        "MALADIE" or "ARRET MALADIE" or "AT" => AbsenceKind.Sickness,
        "FORMATION" => AbsenceKind.Training,
        "RECUPERATION" or "RTT" or "REPOS" => AbsenceKind.Recovery,
        "GREVE" => AbsenceKind.Strike,
        "AUTRE" => AbsenceKind.Other,
        _ => throw new LineRefusedException($"Le motif « {text} » n'est pas connu (congés, maladie, formation, récupération, grève, autre)."),
    };
}

internal static class FieldOf
{
    private static readonly string[] Days = ["yyyy-MM-dd", "dd/MM/yyyy"];
    private static readonly string[] Minutes = ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd HH:mm", "dd/MM/yyyy HH:mm"];

    public static string Required(CsvLine line, string column) => line[column] is { Length: > 0 and <= 80 } text ? text : throw new LineRefusedException($"La colonne « {column} » est vide ou trop longue.");

    /// <summary>A number of the staff software.</summary>
    public static string Number(CsvLine line, string column) => Required(line, column) is { Length: <= 60 } number ? number : throw TooLong(column);

    public static string AtMost(CsvLine line, string column, int length) => line[column] is var text && text.Length <= length ? text : throw TooLong(column);

    private static LineRefusedException TooLong(string column) => new($"La colonne « {column} » est trop longue.");

    /// <summary>An RPPS with or without its 8, or type digit and internal number.</summary>
    public static string Identifier(string text) => text switch
    {
        { Length: 11 } when text.All(char.IsAsciiDigit) => "8" + text,
        { Length: 12 } when text[0] == '8' && text.All(char.IsAsciiDigit) => text,
        { Length: > 2 and <= 40 } when text[0] is '3' or '4' or '5' && text.Contains('/') => text,
        _ => throw new LineRefusedException($"L'identifiant « {text} » n'est ni un RPPS (onze chiffres) ni un identifiant interne (3 + FINESS/numéro)."),
    };

    /// <summary>A day or a minute of the wall clock; the end of a day is its last minute's end.</summary>
    public static DateTimeOffset Moment(string text, string column, bool endOfDay)
    {
        if (DateOnly.TryParseExact(text, Days, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return ParisTime.StartOf(endOfDay ? day.AddDays(1) : day);
        if (DateTime.TryParseExact(text, Minutes, CultureInfo.InvariantCulture, DateTimeStyles.None, out var minute)) return ParisTime.At(minute);
        throw new LineRefusedException($"La date « {text} » de la colonne « {column} » n'est pas lisible (2026-05-31, 31/05/2026, ou 2026-05-31T18:00).");
    }
}
