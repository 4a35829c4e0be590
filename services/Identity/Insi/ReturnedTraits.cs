using System.Xml.Linq;
using Identity.Traits;

namespace Identity.Insi;

/// <summary>The element TIQ as strict traits. The first given name may be absent: the one searched then stands, or else the first of the list, which the user is asked to confirm.</summary>
internal static class ReturnedTraits
{
    public static (StrictTraits Traits, bool FirstGivenNameDerived)? Read(XElement tiq, InsiSearch search)
    {
        string? Value(string name) => tiq.Element(InsiXml.Result + name)?.Value.Trim();

        var list = Value("ListePrenom");
        var stated = Value("Prenom") is { Length: > 0 } written ? written : AsSearched(list, search);
        var first = stated ?? list?.Split(' ')[0];
        if (!CivilName.TryRead(Value("NomNaissance"), out var name)
            || !(GivenNames.TryRead(first, list, out var given) || GivenNames.TryRead(first, null, out given))
            || !BirthDate.TryRead(Value("DateNaissance"), out var date)
            || Value("Sexe") is not ("M" or "F") || !Enum.TryParse<Sex>(Value("Sexe"), out var sex)
            || !BirthPlace.TryRead(Value("LieuNaissance") is { Length: > 0 } place ? place : BirthPlace.Unknown, out var birthPlace)) return null;
        return (new(name, given, date, sex, birthPlace), stated is null);
    }

    /// <summary>The name searched, when it opens the list.</summary>
    private static string? AsSearched(string? list, InsiSearch search) =>
        list is not null && (list == search.GivenNames[0] || list.StartsWith(search.GivenNames[0] + " ", StringComparison.Ordinal)) ? search.GivenNames[0] : null;
}
