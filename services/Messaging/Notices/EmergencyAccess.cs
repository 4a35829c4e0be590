using System.Globalization;
using Contracts.Consent;
using Contracts.Directory;
using Contracts.Identity;
using Messaging.Sending;

namespace Messaging.Notices;

/// <summary>What is told of a bris de glace (R1111-48): who by function and structure, when, why in a word, the rights and whom to ask. Nothing of the file.</summary>
public sealed record EmergencyAccess(BreakGlassOpened Fact, Situation? By, Establishment? House)
{
    public const string PersonSubject = "Information : accès en urgence à votre dossier", DoctorSubject = "Information : accès en urgence au dossier d'un de vos patients";

    public string ToPerson() => $"""
        Bonjour,

        Le {When}, un professionnel qui n'est pas de votre équipe de soins a ouvert votre dossier en urgence.

        Qui : {Who}.
        Pourquoi : {Why}.
        Jusqu'à quand : {ParisTime.HourOf(Fact.EndsAt)}, l'accès se ferme seul.

        Un responsable vérifie cet accès dans les 72 heures.
        Vos droits : demander qui a consulté votre dossier, demander des explications sur cet accès, et vous opposer pour l'avenir à tout accès en urgence.
        À qui vous adresser : {Whom}. Vous pouvez aussi répondre à ce message.
        """;

    public string ToDoctor(UsagerIdentity? person) => $"""
        Docteur,

        Le {When}, un professionnel qui n'est pas de l'équipe de soins a ouvert en urgence le dossier {Of(person)}, dont vous êtes le médecin traitant.

        Qui : {Who}.
        Pourquoi : {Why}.
        Jusqu'à quand : {ParisTime.HourOf(Fact.EndsAt)}, l'accès se ferme seul.

        Un responsable vérifie cet accès dans les 72 heures. La personne en est informée ; elle peut demander des explications et s'opposer pour l'avenir à tout accès en urgence.
        À qui vous adresser : {Whom}.
        """;

    private string When => $"{ParisTime.DayOf(Fact.OpenedAt)} à {ParisTime.HourOf(Fact.OpenedAt)}";

    private string Who => By is null ? "un professionnel de notre organisme" : string.Join(", ", new[] { By.FunctionLabel, By.EstablishmentName.Length > 0 ? By.EstablishmentName : By.TenantName }.Where(part => part.Length > 0));

    private string Why => Fact.ReasonCode switch
    {
        "vital-emergency" => "urgence vitale",
        "continuity" => "continuité des soins",
        "on-call" => "garde ou astreinte",
        _ => "un autre motif, écrit et vérifié",
    };

    private string Whom => House is null ? "la direction de votre établissement, ou son délégué à la protection des données"
        : $"la direction de {House.Name}{(House.Phone.Length > 0 ? $" ({House.Phone})" : "")}, ou son délégué à la protection des données";

    private static string Of(UsagerIdentity? person) => person is null ? "d'une personne que nous accompagnons"
        : $"de {person.FirstBirthName} {person.BirthName}{(DateOnly.TryParseExact(person.BirthDate, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var born) ? $", {(person.Sex == "F" ? "née" : "né")} le {born.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture)}" : "")}";
}
