namespace Documents.Cda;

/// <summary>The object identifiers that French documents use (CI-SIS).</summary>
public static class Oids
{
    public const string Professional = "1.2.250.1.71.4.2.1";
    public const string Structure = "1.2.250.1.71.4.2.2";
    public const string Sector = "1.2.250.1.71.4.2.4";
    public const string InsNir = "1.2.250.1.213.1.4.8";
    public const string InsNia = "1.2.250.1.213.1.4.9";
    public const string InsNirTest = "1.2.250.1.213.1.4.10";
    public const string InsNirDemo = "1.2.250.1.213.1.4.11";
    public const string Producer = "1.2.250.1.213.1.1.4.6";
    public const string Profession = "1.2.250.1.213.1.1.4.5";
    public const string Practice = "1.2.250.1.213.1.1.4.9";
    public const string DocumentClass = "1.2.250.1.213.1.1.4.1";
    public const string ComplementaryType = "1.2.250.1.213.1.1.4.12";
    public const string Visibility = "1.2.250.1.213.1.1.4.13";
    public const string Role = "1.2.250.1.213.1.6.1.107";
    public const string Protection = "1.2.250.1.213.1.1.4.327";
    public const string Loinc = "2.16.840.1.113883.6.1";
    public const string Gender = "2.16.840.1.113883.5.1";
    public const string Encounter = "2.16.840.1.113883.5.4";
    public const string Confidentiality = "2.16.840.1.113883.5.25";
    public const string Function = "2.16.840.1.113883.5.88";
    public const string Relation = "2.16.840.1.113883.5.111";

    /// <summary>The identifier of a thing of ours: every UUID is an OID under 2.25 (ITU-T X.667), 44 characters at most.</summary>
    public static string Of(Guid id) => "2.25." + new System.Numerics.BigInteger(id.ToByteArray(bigEndian: true), isUnsigned: true, isBigEndian: true);
}
