using System.Text.RegularExpressions;

namespace Sandbox.Dmp;

/// <summary>The person a DMP belongs to, written as HL7 CX: matricule^^^&amp;oid&amp;ISO^NH.</summary>
public sealed partial record PatientIns(string Matricule, string Oid)
{
    public override string ToString() => $"{Matricule}^^^&{Oid}&ISO^NH";

    public static PatientIns? Parse(string? text) =>
        text is not null && Cx().Match(text) is { Success: true } match ? new(match.Groups["matricule"].Value, match.Groups["oid"].Value) : null;

    [GeneratedRegex(@"^(?<matricule>[0-9AB]{15})\^\^\^&(?<oid>1\.2\.250\.1\.213\.1\.4\.(8|9|10|11))&ISO\^NH$", RegexOptions.ExplicitCapture, 200)]
    private static partial Regex Cx();
}
