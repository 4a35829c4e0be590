using Documents.Cda;

namespace Documents.Xds;

/// <summary>From whom a document is hidden. Visibility is metadata of the sharing, never part of the document.</summary>
public sealed record Visibility(bool HiddenFromProfessionals, bool HiddenFromPerson, bool HiddenFromRepresentatives)
{
    public static readonly Visibility Everyone = new(false, false, false);

    /// <summary>The codes in the order they are written: the level first, then who does not see.</summary>
    public IEnumerable<Coded> Codes()
    {
        yield return new("N", "Normal", Oids.Confidentiality);
        if (HiddenFromProfessionals) yield return new("MASQUE_PS", "Masqué aux professionnels de santé", Oids.Visibility);
        if (HiddenFromPerson) yield return new("INVISIBLE_PATIENT", "Non visible par le patient", Oids.Visibility);
        if (HiddenFromRepresentatives) yield return new("INVISIBLE_REPRESENTANTS_LEGAUX", "Non visible par les représentants légaux du patient", Oids.Visibility);
    }

    /// <summary>What forbids these codes, or null. Hidden from professionals and from the person at once is forbidden while the national parameter is off.</summary>
    public string? Fault() => HiddenFromProfessionals && HiddenFromPerson
        ? "Un document ne peut pas être masqué à la fois aux professionnels et à la personne : choisissez l'un des deux."
        : null;

    /// <summary>What was visible to the person or her representatives cannot be hidden from them again.</summary>
    public bool MayBecome(Visibility next) =>
        !(!HiddenFromPerson && next.HiddenFromPerson) && !(!HiddenFromRepresentatives && next.HiddenFromRepresentatives) && next.Fault() is null;
}
