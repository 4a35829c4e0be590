using Contracts.Documents;
using Messaging.Addressing;
using Messaging.Deliveries;

namespace Messaging.Sending;

/// <summary>Rules of the trust space that no right can lift.</summary>
public static class SendingRules
{
    public static (string Code, string Reason)? Refusal(Delivery delivery, string? recipient, DocumentPackage? package)
    {
        var citizen = delivery.Channel == Deliveries.Channel.Citizen;
        if (citizen && (recipient is null || package is { InsQualified: false })) return ("ins-not-qualified", "L'INS n'est pas qualifiée : qualifiez l'identité, puis renvoyez.");
        if (recipient is null) return ("no-recipient", "Aucune adresse MSSanté n'a été donnée : choisissez un destinataire et renvoyez.");
        if (!TrustSpace.Holds(recipient)) return ("outside-trust-space", "Cette adresse n'est pas une adresse MSSanté : rien n'a été envoyé. Choisissez une adresse en mssante.fr.");
        if (!citizen && CitizenAddress.Matricule(recipient) is not null) return ("citizen-address-typed", "L'adresse d'une personne ne se saisit pas : utilisez la messagerie citoyenne.");
        if (citizen && package is { InvisibleToPatient: true }) return ("hidden-from-patient", "Ce document est masqué à la personne : il ne peut pas lui être envoyé.");
        if (!citizen && package is { HiddenFromProfessionals: true }) return ("hidden-from-professionals", "Ce document est masqué aux professionnels : il ne peut pas leur être envoyé.");
        return null;
    }
}
