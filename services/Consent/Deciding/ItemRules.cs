using System.Collections.Frozen;
using Consent.Matrices;
using Contracts.Directory;

namespace Consent.Deciding;

/// <summary>What a thing of the record says of itself: confidentiality, raw notes, when the person may see it.</summary>
internal static class ItemRules
{
    // R: those who care, and the author. V: the author and whom the item names.
    private static readonly FrozenSet<string> Carers =
        new[] { "medecin-coordonnateur", "medecin-traitant", "medecin", "ide", "ide-de-nuit", "psychologue", "equipe-mobile" }.ToFrozenSet(StringComparer.Ordinal);

    public static Answer? Refuse(ItemFacts? item, Guid acting, Situation situation, CellEntry? entry, Tie tie)
    {
        if (item is null) return null;
        if (item.Author == acting) return null;
        if (item.AuthorOnly) return Hidden("Ces notes brutes n'appartiennent qu'à leur auteur ; demandez-lui une synthèse.", "ITEM-AUTHOR");
        if (entry is { Own: true } && item.Author is not null) return Hidden("Votre fonction ne donne accès ici qu'à vos propres notes. Demandez une synthèse à l'auteur de celle-ci.", "ITEM-OWN");
        if (item.Confidentiality == "V" && !item.NamedReaders.Contains(acting)) return Hidden("Cet élément est très restreint : seuls son auteur et ceux qu'il nomme le lisent. Demandez à son auteur ce que vous devez savoir.", "ITEM-V");
        if (item.Confidentiality == "R" && (tie == Tie.Outside || !Carers.Contains(situation.Function))) return Hidden("Cet élément est restreint aux soignants de l'équipe. Adressez-vous à l'un d'eux.", "ITEM-R");
        return null;
    }

    /// <summary>For the person and those close: what is not announced yet, or is about somebody else.</summary>
    public static Answer? RefuseToAccount(ItemFacts? item, bool isPerson, DateTimeOffset now)
    {
        if (item is null) return null;
        if (item.AuthorOnly) return Hidden("Ces notes de travail ne sont pas communicables ; demandez-en la synthèse.", "ITEM-AUTHOR");
        if (item.ThirdParty) return Hidden("Cet élément concerne aussi une autre personne et ne peut pas être montré. Demandez à l'établissement ce qui peut vous en être dit.", "ITEM-THIRD-PARTY");
        if (item.VisibleFrom is { } from && now < from) return Hidden("Cet élément vous sera présenté par un professionnel avant d'être visible ici. Demandez un rendez-vous à l'établissement.", "ITEM-DEFERRED");
        if (item.HiddenFrom.Contains(isPerson ? "person" : "relatives")) return Hidden("Cet élément ne vous est pas accessible. Adressez-vous à l'établissement.", "ITEM-HIDDEN");
        return null;
    }

    private static Answer Hidden(string why, string rule) => Answer.Deny("DENY_ITEM", why, mayKnow: true, rule);
}
