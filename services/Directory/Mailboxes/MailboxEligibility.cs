using HealthDirectory.Annuaire;
using HealthDirectory.Professionals;
using HealthDirectory.Structures;
using Platform;

namespace HealthDirectory.Mailboxes;

/// <summary>Who may have a mailbox of the space of trust: the Annuaire Santé is asked before anything is opened, and its silence is no yes.</summary>
internal sealed class MailboxEligibility(AnnuaireClient annuaire)
{
    /// <summary>Why this person may have no mailbox of their own nor answer for one; null when they may.</summary>
    public async Task<string?> RefusesAsync(Professional person, CancellationToken ct)
    {
        if (person.Rpps is not { } rpps) return "n'a pas de numéro RPPS";
        return await AnsweredAsync(() => annuaire.FindProfessionalAsync(rpps, ct)) switch
        {
            null => "n'est pas à l'Annuaire Santé",
            { Active: false } => "n'exerce plus d'après l'Annuaire Santé",
            _ => null,
        };
    }

    /// <summary>The same of a structure.</summary>
    public async Task<string?> RefusesAsync(Establishment place, CancellationToken ct)
    {
        if (place.ClosedOn is not null) return "est fermé";
        return await AnsweredAsync(() => annuaire.FindStructureAsync(place.Finess, ct)) switch
        {
            null => "n'est pas à l'Annuaire Santé",
            { Active: false } => "est fermé d'après l'Annuaire Santé",
            _ => null,
        };
    }

    private static async Task<T?> AnsweredAsync<T>(Func<Task<T?>> ask) where T : class
    {
        try { return await ask(); }
        catch (AnnuaireSilentException) { throw new DependencyDownException("annuaire", "L'Annuaire Santé ne répond pas : aucune boîte n'est ouverte sans sa réponse. Réessayez dans quelques minutes."); }
    }
}
