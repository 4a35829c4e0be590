using System.Xml.Linq;
using Identity.Traits;

namespace Identity.Insi;

/// <summary>The element TIQ as strict traits. The first given name may be absent: it is then derived, and the user is told so.</summary>
internal static class ReturnedTraits
{
    public static (StrictTraits Traits, bool FirstGivenNameDerived)? Read(XElement tiq, InsiSearch search)
    {
        string? Value(string name) => tiq.Element(InsiXml.Result + name)?.Value.Trim();

        var list = Value("ListePrenom");
        var stated = Value("Prenom");
        var first = stated is { Length: > 0 } ? stated : Derived(list, search);
        if (!CivilName.TryRead(Value("NomNaissance"), out var name)
            || !(GivenNames.TryRead(first, list, out var given) || GivenNames.TryRead(first, null, out given))
            || !BirthDate.TryRead(Value("DateNaissance"), out var date)
            || Value("Sexe") is not ("M" or "F") || !Enum.TryParse<Sex>(Value("Sexe"), out var sex)
            || !BirthPlace.TryRead(Value("LieuNaissance") is { Length: > 0 } place ? place : BirthPlace.Unknown, out var birthPlace)) return null;
        return (new(name, given, date, sex, birthPlace), stated is not { Length: > 0 });
    }

    /// <summary>The name searched when it opens the list, else the first of the list.</summary>
    private static string? Derived(string? list, InsiSearch search)
    {
        if (string.IsNullOrWhiteSpace(list)) return null;
        var searched = string.Join(' ', search.GivenNames);
        return list == searched || list.StartsWith(searched + " ", StringComparison.Ordinal) ? search.GivenNames[0] : list.Split(' ')[0];
    }
}
