using System.Xml;
using System.Xml.Linq;
using Identity.Matricules;
using Identity.Traits;
using static Identity.Insi.InsiXml;

namespace Identity.Insi;

/// <summary>Reads what the teleservice sent as hostile bytes: no DTD, bounded, every element checked before anything is believed.</summary>
public sealed class InsiAnswerReader(IReadOnlySet<string> acceptedOids)
{
    public const int MaxBytes = 256 * 1024;

    public InsiOutcome Read(ReadOnlyMemory<byte> bytes, InsiSearch search)
    {
        if (bytes.Length > MaxBytes) return new InsiUnusable(InsiDefect.TooLarge);
        if (Parse(bytes) is not { } document) return new InsiUnusable(InsiDefect.NotXml);
        var bodies = document.Root?.Name == Soap + "Envelope" ? document.Root.Elements(Soap + "Body").ToList() : [];
        if (bodies is not [var body]) return new InsiUnusable(InsiDefect.NotSoap);
        if (body.Element(Soap + "Fault") is { } fault) return FaultOf(fault);
        return body.Elements(Result + "RESULTAT").ToList() is [var result] ? ResultOf(result, search) : new InsiUnusable(InsiDefect.HalfAnswer);
    }

    private static XDocument? Parse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var stream = new MemoryStream(bytes.ToArray(), writable: false);
            using var reader = XmlReader.Create(stream, new XmlReaderSettings
            {
                DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MaxBytes, MaxCharactersFromEntities = 1024, IgnoreComments = true, IgnoreProcessingInstructions = true,
            });
            return XDocument.Load(reader);
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static InsiFault FaultOf(XElement fault)
    {
        var family = fault.Element(Soap + "Code")?.Element(Soap + "Subcode")?.Element(Soap + "Value")?.Value ?? fault.Element(Soap + "Code")?.Element(Soap + "Value")?.Value ?? "";
        var detail = fault.Element(Soap + "Detail")?.Element(Siram + "Erreur");
        var code = Bare(detail?.Attribute("code")?.Value ?? "");
        family = Bare(family);
        // siram_40 / insi_102: the service says itself that it is away for a moment.
        return new(family, code, Bare(detail?.Attribute("severite")?.Value ?? ""), Passing: family == "siram_40" || code == "insi_102" || family == "Receiver" && code.Length == 0);
    }

    private InsiOutcome ResultOf(XElement result, InsiSearch search)
    {
        var person = result.Elements(Result + "INDIVIDU").ToList();
        return result.Element(Result + "CR")?.Element(Result + "CodeCR")?.Value.Trim() switch
        {
            "00" when person is [var one] => IdentityOf(one, search),
            "01" when person.Count == 0 => new InsiNobody(),
            "02" when person.Count == 0 => new InsiSeveral(),
            null or "" or "00" => new InsiUnusable(InsiDefect.HalfAnswer),
            "01" or "02" => new InsiUnusable(InsiDefect.Malformed),
            _ => new InsiUnusable(InsiDefect.UnknownCode),
        };
    }

    private InsiOutcome IdentityOf(XElement person, InsiSearch search)
    {
        if (person.Elements(Result + "INSACTIF").ToList() is not [var active] || person.Element(Result + "TIQ") is not { } traits) return new InsiUnusable(InsiDefect.HalfAnswer);
        if (ReadIns(active) is not { } ins) return new InsiUnusable(InsiDefect.MatriculeForm);
        if (!acceptedOids.Contains(ins.Oid)) return new InsiUnusable(InsiDefect.OidRefused);
        if (MatriculeRule.Judge(ins.Matricule, ins.Oid, MatriculeOrigin.Insi) == MatriculeVerdict.Refused) return new InsiUnusable(InsiDefect.MatriculeKey);
        if (ReturnedTraits.Read(traits, search) is not var (read, derived)) return new InsiUnusable(InsiDefect.Malformed);
        return new InsiFound(new(ins, [.. person.Elements(Result + "INSHISTO").Select(ReadIns).OfType<Ins>()], read, derived));
    }

    private static Ins? ReadIns(XElement element)
    {
        var id = element.Element(Result + "IdIndividu");
        var oid = element.Element(Result + "OID")?.Value.Trim() ?? "";
        return oid.Length is > 0 and <= 64 && Matricule.TryRead(id?.Element(Result + "NumIdentifiant")?.Value, id?.Element(Result + "Cle")?.Value, out var matricule, out _) ? new(matricule, oid) : null;
    }

    private static string Bare(string name)
    {
        var text = name.Trim();
        text = text[(text.LastIndexOf(':') + 1)..];
        return text.Length > 40 ? text[..40] : text;
    }
}
