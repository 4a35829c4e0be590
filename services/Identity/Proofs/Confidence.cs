namespace Identity.Proofs;

/// <summary>What bears on the rule besides the documents.</summary>
public sealed record ProofSituation(bool Minor, bool DirectAdmissionToEhpad);

/// <summary>Which documents, alone or together, are a proof of identity of high confidence.</summary>
public static class Confidence
{
    public static bool IsHigh(IReadOnlyCollection<ShownProof> shown, ProofSituation situation)
    {
        var originals = shown.Where(p => p.OriginalSeen).ToList();
        if (originals.Any(p => p.Holder == ProofHolder.Person && HighAlone(p.Type, situation.Minor))) return true;
        var civilStatus = originals.Any(p => p.Holder == ProofHolder.Person && p.Type is ProofType.LE or ProofType.AN);
        if (!civilStatus) return false;
        if (situation.Minor) return originals.Any(p => p.Holder == ProofHolder.ParentOrGuardian && HighAlone(p.Type, minor: false));
        // Medico-social volume of the national reference, January 2024: only for a resident admitted without an earlier stay.
        return situation.DirectAdmissionToEhpad && originals.Any(p => p.Holder == ProofHolder.Person && p.Type == ProofType.CV);
    }

    public static string WhatIsMissing(ProofSituation situation) =>
        "Aucune pièce à haut niveau de confiance n'est enregistrée pour cette identité. Présentez une carte d'identité, un passeport, un titre de séjour ou l'appli carte Vitale"
        + (situation.Minor ? ", ou, pour un mineur, le livret de famille ou un extrait d'acte de naissance avec la pièce d'identité d'un parent." : situation.DirectAdmissionToEhpad
            ? ", ou, en admission directe, le livret de famille ou un extrait d'acte de naissance avec la carte Vitale à photographie." : ".")
        + " L'identité garde son statut en attendant.";

    private static bool HighAlone(ProofType type, bool minor) => type switch
    {
        ProofType.CN or ProofType.CE or ProofType.PA or ProofType.CS or ProofType.AV or ProofType.EI => true,
        ProofType.TC => minor,
        _ => false,
    };
}
