using System.Text;
using Identity.Insi;
using Identity.Traits;

namespace Identity.Tests;

/// <summary>Answers as the teleservice words them, and as a broken line mangles them.</summary>
internal static class Answers
{
    public static readonly InsiSearch Catarina = new("TCHITCHI", ["CATARINA"], Sex.F, "1936-06-21", null);

    public const string Person = """
        <INDIVIDU><INSACTIF><IdIndividu><NumIdentifiant>2360663220836</NumIdentifiant><Cle>56</Cle></IdIndividu><OID>1.2.250.1.213.1.4.8</OID></INSACTIF>
        <INSHISTO><IdIndividu><NumIdentifiant>2360663220123</NumIdentifiant><TypeMatricule>NIR</TypeMatricule></IdIndividu><OID>1.2.250.1.213.1.4.8</OID></INSHISTO>
        <TIQ><NomNaissance>TCHITCHI</NomNaissance><Prenom>CATARINA</Prenom><ListePrenom>CATARINA BELLA</ListePrenom><Sexe>F</Sexe><DateNaissance>1936-06-21</DateNaissance><LieuNaissance>63220</LieuNaissance></TIQ></INDIVIDU>
        """;

    public static byte[] Result(string code, string person = "") => Bytes($"""
        <?xml version="1.0" encoding="UTF-8"?>
        <soap:Envelope xmlns:soap="http://www.w3.org/2003/05/soap-envelope"><env:Body xmlns:env="http://www.w3.org/2003/05/soap-envelope">
        <RESULTAT xmlns="http://www.cnamts.fr/INSiResultat"><CR><CodeCR>{code}</CodeCR><LibelleCR>-</LibelleCR></CR>{person}</RESULTAT></env:Body></soap:Envelope>
        """);

    public static byte[] Fault(string family, string code) => Bytes($"""
        <soap:Envelope xmlns:soap="http://www.w3.org/2003/05/soap-envelope"><soap:Body><soap:Fault><soap:Code><soap:Value>soap:Sender</soap:Value><soap:Subcode><soap:Value>soap:{family}</soap:Value></soap:Subcode></soap:Code>
        <soap:Reason><soap:Text xml:lang="fr">-</soap:Text></soap:Reason><soap:Detail><siram:Erreur code="{code}" severite="erreur" xmlns:siram="urn:siram">-</siram:Erreur></soap:Detail></soap:Fault></soap:Body></soap:Envelope>
        """);

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
