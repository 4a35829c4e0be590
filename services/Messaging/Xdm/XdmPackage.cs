namespace Messaging.Xdm;

/// <summary>A document of a package, its bytes checked against the size and hash announced.</summary>
public sealed record XdmDocument(string UniqueId, string TypeCode, string Title, string MimeType, byte[] Content);

/// <summary>A package received: documents of one person, whose identifier is that of the metadata (ECO.2.1.2).</summary>
public sealed record XdmPackage(string PatientId, string PatientOid, IReadOnlyList<string> PatientInfo, IReadOnlyList<XdmDocument> Documents)
{
    /// <summary>"NAME^FIRST^^^^^L" of PID-5, the date of PID-7, the sex of PID-8, as the metadata give them.</summary>
    public string? Info(string pid) => PatientInfo.FirstOrDefault(i => i.StartsWith(pid + "|", StringComparison.Ordinal)) is { } line ? line[(pid.Length + 1)..] : null;
}
