using System.Net.Http.Headers;
using System.Text;
using System.Xml.Linq;

namespace Sandbox.Tests;

/// <summary>Writes INSi requests by hand, as a client that knows only the published interface.</summary>
internal static class InsiMessages
{
    public const string ByTraits = "urn:ServiceIdentiteCertifiee:1.0.0:rechercherInsAvecTraitsIdentite";
    private static readonly XNamespace Result = "http://www.cnamts.fr/INSiResultat";

    public static string Traits(string name, string[] given, string sex, string birth, string? place = null) =>
        $"""
        <RECSANSVITALE xmlns="http://www.cnamts.fr/INSiRecSans"><NomNaissance>{name}</NomNaissance>{string.Concat(given.Select(g => $"<Prenom>{g}</Prenom>"))}<Sexe>{sex}</Sexe><DateNaissance>{birth}</DateNaissance>{(place is null ? "" : $"<LieuNaissance>{place}</LieuNaissance>")}</RECSANSVITALE>
        """;

    public static string Envelope(string body, string action = ByTraits, string idam = "LPS000000001", string security = "", string? bam = null) =>
        $"""
        <soap:Envelope xmlns:soap="http://www.w3.org/2003/05/soap-envelope"><soap:Header>{security}{bam ?? """<b:ContexteBAM xmlns:b="urn:siram:bam:ctxbam" Version="01_02"><b:Id>0f0f2b0e-6c13-4b4c-8a53-0a3c2e3c8f01</b:Id><b:Temps>2026-11-21T20:00:00Z</b:Temps><b:Emetteur>1990000028</b:Emetteur><b:COUVERTURE/></b:ContexteBAM>"""}
        <l:ContexteLPS xmlns:l="urn:siram:lps:ctxlps" Version="01_00" Nature="CTXLPS"><l:Id>0f0f2b0e-6c13-4b4c-8a53-0a3c2e3c8f02</l:Id><l:Temps>2026-11-21T20:00:00Z</l:Temps><l:Emetteur>1990000028</l:Emetteur><l:LPS><l:IDAM R="4">{idam}</l:IDAM><l:Version>1</l:Version><l:Instance>0f0f2b0e-6c13-4b4c-8a53-0a3c2e3c8f03</l:Instance><l:Nom>urn:lps:plateforme:1</l:Nom></l:LPS></l:ContexteLPS>
        <a:Action xmlns:a="http://www.w3.org/2005/08/addressing">{action}</a:Action><a:MessageID xmlns:a="http://www.w3.org/2005/08/addressing">uuid:{Guid.NewGuid()}</a:MessageID></soap:Header><soap:Body>{body}</soap:Body></soap:Envelope>
        """;

    public static Task<HttpResponseMessage> SendAsync(this HttpClient client, string envelope, string path = "/insi")
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(envelope));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/soap+xml; charset=utf-8");
        return client.PostAsync(path, content, TestContext.Current.CancellationToken);
    }

    public static async Task<(string? Code, XElement Root)> SearchAsync(this HttpClient client, string name, string given, string sex, string birth, string? place = null)
    {
        var reply = await client.SendAsync(Envelope(Traits(name, given.Split(' '), sex, birth, place)));
        var root = XElement.Parse(await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return (root.Descendants(Result + "CodeCR").SingleOrDefault()?.Value, root);
    }

    public static string? Value(this XElement root, string name) => root.Descendants(Result + name).FirstOrDefault()?.Value;
}
