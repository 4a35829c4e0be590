using System.Text.Json;

namespace Billing.Rules;

/// <summary>A rule as lines quote it. Its version rises whenever its words or figures change.</summary>
internal sealed record Rule(string Id, int Version, string Law, string Text);

/// <summary>A row of the table of absences: the conditions it states must hold, those it leaves out do not matter.</summary>
/// <param name="Heb">full, or the deduction: FJH, FJH-PSY, RDAS, RDAS-AS.</param>
/// <param name="Dep">Whether the participation to dependence is due.</param>
internal sealed record AbsenceRule(
    string Id, int Version, string Law, string Text, string Heb, bool Dep, IReadOnlyList<string>? Causes = null, bool? Long = null, bool? Notice = null, bool? BeyondQuota = null, bool? AideSociale = null)
{
    public Rule Rule { get; } = new(Id, Version, Law, Text);

    public bool Holds(string cause, bool beyond72Hours, bool notice, bool beyondQuota, bool aideSociale) =>
        (Causes is null || Causes.Contains(cause)) && Is(Long, beyond72Hours) && Is(Notice, notice) && Is(BeyondQuota, beyondQuota) && Is(AideSociale, aideSociale);

    private static bool Is(bool? asked, bool seen) => asked is null || asked == seen;
}

/// <summary>The rules as data: rules.json holds them, the first row of the table of absences that holds decides.</summary>
internal sealed class RuleBook
{
    private readonly Dictionary<string, Rule> _rules;
    private readonly IReadOnlyList<AbsenceRule> _absences;

    private RuleBook(RuleFile file)
    {
        _rules = file.Rules.Concat(file.Absences.Select(a => a.Rule)).ToDictionary(r => r.Id, StringComparer.Ordinal);
        _absences = file.Absences;
    }

    public static RuleBook Read()
    {
        using var stream = typeof(RuleBook).Assembly.GetManifestResourceStream("Billing.Rules.rules.json")!;
        return new(JsonSerializer.Deserialize<RuleFile>(stream, JsonSerializerOptions.Web)!);
    }

    public IEnumerable<Rule> All => _rules.Values;

    public Rule this[string id] => _rules[id];

    public Rule? Find(string id) => _rules.GetValueOrDefault(id);

    public AbsenceRule Absence(string cause, bool beyond72Hours, bool notice, bool beyondQuota, bool aideSociale)
    {
        foreach (var row in _absences)
            if (row.Holds(cause, beyond72Hours, notice, beyondQuota, aideSociale)) return row;
        throw new InvalidDataException($"No rule for an absence {cause}.");
    }

    private sealed record RuleFile(IReadOnlyList<Rule> Rules, IReadOnlyList<AbsenceRule> Absences);
}
