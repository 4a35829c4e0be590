namespace Identity.Proofs;

/// <summary>What a person shows. The codes are those of the HL7 v2 segment ZFD where it has one.</summary>
public enum ProofType
{
    /// <summary>Carte nationale d'identité.</summary>
    CN,
    /// <summary>Identity card of another EU or EEA state.</summary>
    CE,
    /// <summary>Passport.</summary>
    PA,
    /// <summary>Titre de séjour, permanent or temporary.</summary>
    CS,
    /// <summary>Appli carte Vitale.</summary>
    AV,
    /// <summary>Electronic identity of substantial level (eIDAS).</summary>
    EI,
    /// <summary>Document de circulation pour étranger mineur.</summary>
    TC,
    /// <summary>Livret de famille.</summary>
    LE,
    /// <summary>Extrait d'acte de naissance.</summary>
    AN,
    /// <summary>Carte Vitale that bears a photograph.</summary>
    CV,
    /// <summary>Permis de conduire.</summary>
    PC,
    /// <summary>Carnet de circulation.</summary>
    CC,
    /// <summary>Carte militaire.</summary>
    CM,
    /// <summary>Carte de mutuelle.</summary>
    MU,
    /// <summary>Anything else.</summary>
    IE,
}

/// <summary>Whose document it is: a minor's identity may rest on that of a parent or guardian.</summary>
public enum ProofHolder { Person, ParentOrGuardian }

/// <summary>One document as it was shown.</summary>
public sealed record ShownProof(ProofType Type, ProofHolder Holder, bool OriginalSeen);
