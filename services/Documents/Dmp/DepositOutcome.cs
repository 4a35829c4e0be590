using System.Xml.Linq;
using Documents.Xds;

namespace Documents.Dmp;

/// <summary>What became of a deposit.</summary>
/// <param name="Code">The registry's error code; empty on success.</param>
public sealed record DepositOutcome(DepositResult Result, string Code)
{
    private const string Success = "urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:Success";

    // Codes that say "later": the registry is up but cannot take the document now.
    private static readonly HashSet<string> Transient = new(StringComparer.Ordinal) { "XDSRegistryBusy", "XDSRepositoryBusy", "XDSRegistryNotAvailable", "XDSRepositoryError", "XDSRegistryError" };

    /// <summary>Reads the registry's answer, or the fault in its place.</summary>
    public static DepositOutcome Read(XElement body)
    {
        if (body.Name == XName.Get("Fault", SoapEnvelope.Soap)) return Fault(body);
        if (body.Name != XName.Get("RegistryResponse", XdsIds.Rs)) throw new UnreadableReplyException("The answer is not a registry response.");
        return (string?)body.Attribute("status") == Success ? new(DepositResult.Deposited, "") : ReadErrors(body);
    }

    /// <summary>The first error of a registry's answer.</summary>
    public static DepositOutcome ReadErrors(XElement body)
    {
        var error = body.Descendants(XName.Get("RegistryError", XdsIds.Rs))
            .FirstOrDefault(e => ((string?)e.Attribute("severity"))?.EndsWith(":Warning", StringComparison.Ordinal) != true);
        var code = Word((string?)error?.Attribute("errorCode") ?? "XDSRegistryError");

        // Either an earlier attempt of ours whose answer was lost, or a fault: the registry's own entry tells which.
        if (code == "XDSDuplicateUniqueIdInRegistry") return new(DepositResult.Known, code);
        return new(Transient.Contains(code) ? DepositResult.Later : DepositResult.Refused, code);
    }

    private static DepositOutcome Fault(XElement fault)
    {
        var value = fault.Element(XName.Get("Code", SoapEnvelope.Soap))?.Element(XName.Get("Value", SoapEnvelope.Soap))?.Value ?? "";
        var subcode = fault.Descendants(XName.Get("Subcode", SoapEnvelope.Soap)).FirstOrDefault()?.Element(XName.Get("Value", SoapEnvelope.Soap))?.Value ?? "";
        var sender = value.EndsWith(":Sender", StringComparison.Ordinal) || value == "Sender";
        return new(sender ? DepositResult.Refused : DepositResult.Later, Word((subcode.Length > 0 ? subcode : value).Split(':')[^1]));
    }

    // It is shown and kept: a code is a word, and whatever else stands there may quote the person.
    private static string Word(string code) => code.Length is > 0 and <= 60 && char.IsAsciiLetter(code[0]) && code.All(c => char.IsAsciiLetter(c) || c == '_') ? code : "code illisible";
}

public enum DepositResult { Deposited, Known, Refused, Later }
