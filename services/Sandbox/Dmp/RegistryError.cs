using System.Xml.Linq;

namespace Sandbox.Dmp;

/// <summary>One reason for which the registry refuses, in its vocabulary and in French.</summary>
internal sealed record RegistryError(string Code, string Context, string? Location = null)
{
    /// <summary>A RegistryResponse: success, or every error at once.</summary>
    public static XElement Response(IReadOnlyList<RegistryError> errors) =>
        new(DmpNames.Rs + "RegistryResponse",
            new XAttribute(XNamespace.Xmlns + "rs", DmpNames.Rs.NamespaceName),
            new XAttribute("status", errors.Count == 0 ? DmpNames.Success : DmpNames.Failure),
            List(errors));

    public static XElement? List(IReadOnlyList<RegistryError> errors) => errors.Count == 0 ? null
        : new(DmpNames.Rs + "RegistryErrorList", errors.Select(e => new XElement(DmpNames.Rs + "RegistryError",
            new XAttribute("errorCode", e.Code), new XAttribute("codeContext", e.Context), new XAttribute("location", e.Location ?? ""),
            new XAttribute("severity", "urn:oasis:names:tc:ebxml-regrep:ErrorSeverityType:Error"))));
}
