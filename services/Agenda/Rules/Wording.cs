using System.Globalization;
using Agenda.Activities;
using Agenda.Calendars;

namespace Agenda.Rules;

/// <summary>Findings in French, with what may be said of who holds the calendar.</summary>
internal static class Wording
{
    public static Breach Say(Finding found, PlanningFacts facts, Guid establishment, IReadOnlyDictionary<Guid, string> holders)
    {
        var (from, until) = (Stretch.Instant(found.What.Start), Stretch.Instant(found.What.End));
        var zone = facts.ZoneOf(establishment);
        var span = $"le {WallTime.DayOf(from, zone).ToString("dd/MM/yyyy", CultureInfo.InvariantCulture)} de {Hour(from)} à {Hour(until)}";
        var held = holders.GetValueOrDefault(found.What.SourceId);
        var text = found.Rule switch
        {
            "house-closed" => $"L'établissement n'accueille pas {span} : {found.Missing}. Choisissez un autre moment.",
            "resource-closed" => $"{Name(found, facts)} : {found.Missing} ({span}).",
            "resource-unchecked" => $"{Name(found, facts)} doit être contrôlé avant d'être réservé.",
            "resource-taken" => $"{Name(found, facts)} est déjà réservé {span}{By(held)}.",
            "capacity" or "wheelchairs" => $"{Name(found, facts)} est trop petit : {found.Missing}.",
            "staff-taken" => $"Le professionnel est déjà pris {span}{By(held)}.",
            "staff-absent" => $"Le professionnel est absent {span}.",
            "staff-left" => "Le professionnel n'exerce plus ici à cette date.",
            "off-duty" => $"Le professionnel n'est pas de service {span}.",
            "qualification" => $"Il manque une personne qualifiée : {found.Missing}.",
            "adults" => $"L'encadrement est insuffisant : {found.Missing}.",
            "ratio" => $"Le taux d'encadrement n'est pas tenu : {found.Missing}.",
            "usager-taken" => $"La personne est déjà attendue {span}{By(held)}.",
            "usager-elsewhere" => $"La personne est attendue dans une autre structure {span}{By(held)}.",
            "usager-absent" => $"La personne est absente {span}.",
            "constraint-justified" => $"La personne a une obligation extérieure justifiée {span}{By(held)}.",
            "constraint-declared" => $"La personne a une contrainte extérieure {span}{By(held)}.",
            "none-of-kind" => $"Aucune ressource de cette sorte dans cet établissement{(found.Missing.Length > 0 ? $" ({found.Missing})" : "")}.",
            "transfer" => $"Le temps de trajet ne suffit pas : occupé ailleurs {span}.",
            _ => $"Déjà occupé {span}{By(held)}.",
        };
        return new(found.Rule, PlanningRules.ReasonOf(found.Rule), found.Hard, found.Calendar, from, until, text, held is not null && found.What.Nature == BusyNature.Occurrence && found.What.SourceId != Guid.Empty ? found.What.SourceId : null);

        string Hour(DateTimeOffset at) => WallTime.TimeOf(at, zone).ToString("HH:mm", CultureInfo.InvariantCulture);
    }

    private static string By(string? holder) => holder is null ? "" : $" par « {holder} »";

    private static string Name(Finding found, PlanningFacts facts) => found.Calendar is { } calendar && facts.Resources.TryGetValue(calendar.Id, out var resource) ? $"« {resource.Name} »" : "La ressource";
}
