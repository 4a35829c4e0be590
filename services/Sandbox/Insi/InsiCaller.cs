using Sandbox.Certificates;
using Sandbox.Soap;

namespace Sandbox.Insi;

/// <summary>Who may call INSi: an organisation certificate named for it, or a card holder's signed assertion; and which software.</summary>
internal sealed class InsiCaller(SignedAssertions assertions, IConfiguration configuration)
{
    private static readonly string[] Names = ["INSI-MANU", "INSI-AUTO"];

    /// <summary>The access means, for the journal.</summary>
    public string Check(HttpContext context, SoapMessage message)
    {
        var means = Means(context, message);
        CheckContexts(message);
        return means;
    }

    private string Means(HttpContext context, SoapMessage message)
    {
        var name = context.Certificate()?.GetNameInfo(System.Security.Cryptography.X509Certificates.X509NameType.SimpleName, false);
        if (name is not null && Names.Contains(name)) return name;
        if (message.Header.Element(SoapNames.Security + "Security")?.Element(SoapNames.Saml + "Assertion") is not null)
        {
            assertions.Verify(message.Bytes);
            return "CPx";
        }

        throw InsiNames.Fault("siram_100", "desir_560", "Accès refusé.",
            "Niveau d'accès insuffisant : le certificat doit porter le nom INSI-MANU ou INSI-AUTO.", message.MessageId);
    }

    private void CheckContexts(SoapMessage message)
    {
        var bam = message.Header.Element(InsiNames.Bam + "ContexteBAM");
        Require(bam?.Attribute("Version")?.Value == "01_02", "ContexteBAM de version 01_02", message);
        foreach (var part in new[] { "Id", "Temps", "Emetteur", "COUVERTURE" })
            Require(bam!.Element(InsiNames.Bam + part) is not null, $"ContexteBAM/{part}", message);

        var lps = message.Header.Element(InsiNames.Lps + "ContexteLPS");
        Require(lps?.Attribute("Version")?.Value == "01_00" && lps.Attribute("Nature")?.Value == "CTXLPS", "ContexteLPS de version 01_00 et de nature CTXLPS", message);
        foreach (var part in new[] { "Id", "Temps", "Emetteur" })
            Require(lps!.Element(InsiNames.Lps + part) is not null, $"ContexteLPS/{part}", message);
        var software = lps!.Element(InsiNames.Lps + "LPS");
        foreach (var part in new[] { "IDAM", "Version", "Instance", "Nom" })
            Require(!string.IsNullOrWhiteSpace(software?.Element(InsiNames.Lps + part)?.Value), $"ContexteLPS/LPS/{part}", message);

        Require(message.MessageId.StartsWith("uuid:", StringComparison.Ordinal) && Guid.TryParse(message.MessageId[5..], out _), "wsa:MessageID de forme uuid:…", message);
        CheckAuthorisation(software!.Element(InsiNames.Lps + "IDAM")!.Value, message);
    }

    private void CheckAuthorisation(string idam, SoapMessage message)
    {
        var known = configuration.GetSection("Sandbox:Insi:Authorisations").Get<string[]>();
        if (known is { Length: > 0 } && !known.Contains(idam))
            throw InsiNames.Fault("siram_100", "desir_550", "Le logiciel n'est pas autorisé.", "Numéro d'autorisation du logiciel inconnu.", message.MessageId);
    }

    private static void Require(bool present, string what, SoapMessage message)
    {
        if (!present)
            throw InsiNames.Fault("siram_10", "desir_500", "La demande est mal formée.", $"Élément attendu : {what}.", message.MessageId, "erreur", sender: true);
    }
}
