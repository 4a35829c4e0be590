using System.Text.RegularExpressions;
using System.Xml.Linq;
using Sandbox.Soap;

namespace Sandbox.Insi;

/// <summary>Reads what INSi is asked, refusing what its schema refuses.</summary>
internal static partial class InsiRequest
{
    public static TraitSearch Traits(SoapMessage message)
    {
        var asked = Element(message, InsiNames.ByTraits + "RECSANSVITALE");
        string? One(string name) => asked.Element(InsiNames.ByTraits + name)?.Value.Trim();
        var search = new TraitSearch(
            One("NomNaissance") ?? "", [.. asked.Elements(InsiNames.ByTraits + "Prenom").Select(p => p.Value.Trim())],
            One("Sexe") ?? "", One("DateNaissance") ?? "", One("LieuNaissance"));

        Check(Name().IsMatch(search.BirthName), "NomNaissance", message);
        Check(search.GivenNames.Count > 0 && search.GivenNames.All(g => Name().IsMatch(g)), "Prenom", message);
        Check(search.Sex is "M" or "F", "Sexe", message);
        Check(Date().IsMatch(search.BirthDate), "DateNaissance", message);
        Check(search.BirthPlace is null || Place().IsMatch(search.BirthPlace), "LieuNaissance", message);
        return search;
    }

    /// <summary>The matricule read on the card (13 characters) and the birth date.</summary>
    public static (string Body, string BirthDate) Card(SoapMessage message)
    {
        var asked = Element(message, InsiNames.ByCard + "RECVITALE");
        var body = (asked.Element(InsiNames.ByCard + "MatriculeIndividu") ?? asked.Element(InsiNames.ByCard + "MatriculeOD"))?.Value.Trim() ?? "";
        var birth = asked.Element(InsiNames.ByCard + "DateNaissance")?.Value.Trim() ?? "";
        Check(body.Length >= 13, "MatriculeOD", message);
        Check(Date().IsMatch(birth), "DateNaissance", message);
        return (body[..13], birth);
    }

    private static XElement Element(SoapMessage message, XName name)
    {
        Check(message.Content.Name == name, name.LocalName, message);
        return message.Content;
    }

    private static void Check(bool right, string what, SoapMessage message)
    {
        if (!right)
            throw InsiNames.Fault("siram_10", "desir_510", "La demande est mal formée.", $"{what} est absent ou n'a pas la forme attendue.", message.MessageId, "erreur", sender: true);
    }

    [GeneratedRegex("^[A-Z][A-Z '-]{0,79}$", RegexOptions.None, 200)]
    private static partial Regex Name();

    [GeneratedRegex("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", RegexOptions.None, 200)]
    private static partial Regex Date();

    [GeneratedRegex("^[A-Za-z0-9]{5}$", RegexOptions.None, 200)]
    private static partial Regex Place();
}
