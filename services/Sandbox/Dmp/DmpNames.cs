using System.Xml.Linq;

namespace Sandbox.Dmp;

/// <summary>Namespaces, actions and schemes of the DMP interface (IHE XDS.b and HL7 v3).</summary>
internal static class DmpNames
{
    public static readonly XNamespace Xds = "urn:ihe:iti:xds-b:2007";
    public static readonly XNamespace Lcm = "urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0";
    public static readonly XNamespace Rim = "urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0";
    public static readonly XNamespace Rs = "urn:oasis:names:tc:ebxml-regrep:xsd:rs:3.0";
    public static readonly XNamespace Query = "urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0";
    public static readonly XNamespace Xop = "http://www.w3.org/2004/08/xop/include";
    public static readonly XNamespace Hl7 = "urn:hl7-org:v3";

    public const string Existence = "urn:hl7-org:v3:PRPA_IN201307UV02";
    public const string Deposit = "urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b";
    public const string StoredQuery = "urn:ihe:iti:2007:RegistryStoredQuery";
    public const string Retrieve = "urn:ihe:iti:2007:RetrieveDocumentSet";

    public const string FindDocuments = "urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d";
    public const string GetDocuments = "urn:uuid:5c4f972b-d56b-40ac-a5fc-c8ca9b40b9d4";

    public const string Success = "urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:Success";
    public const string Failure = "urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:Failure";
    public const string Approved = "urn:oasis:names:tc:ebxml-regrep:StatusType:Approved";
    public const string Deprecated = "urn:oasis:names:tc:ebxml-regrep:StatusType:Deprecated";
    public const string HasMember = "urn:oasis:names:tc:ebxml-regrep:AssociationType:HasMember";
    public const string Replaces = "urn:ihe:iti:2007:AssociationType:RPLC";

    public const string StableDocument = "urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1";
    public const string SubmissionSetNode = "urn:uuid:a54d6aa5-d40d-43f9-88c5-b4633d873bdd";

    /// <summary>Identifies this repository to who reads back.</summary>
    public const string RepositoryId = "1.2.250.1.213.4.1.2.990";

    public const string InsNir = "1.2.250.1.213.1.4.8";
    public const string IdNatPs = "1.2.250.1.71.4.2.1";
    public const string IdNatStruct = "1.2.250.1.71.4.2.2";
}
