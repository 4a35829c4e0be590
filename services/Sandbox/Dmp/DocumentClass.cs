namespace Sandbox.Dmp;

/// <summary>The class of a document follows from its type, and from nothing else.</summary>
internal static class DocumentClass
{
    private static readonly Dictionary<string, string> ByType = new()
    {
        ["74207-2"] = "11", ["60591-5"] = "11", ["SYNTH"] = "11", ["34133-9"] = "11", ["11490-0"] = "10", ["18761-7"] = "11", ["88348-8"] = "11",
        ["83981-1"] = "10", ["34112-3"] = "10", ["11488-4"] = "10", ["15507-7"] = "10", ["78341-5"] = "11", ["60280-5"] = "11", ["11506-3"] = "10",
        ["28653-4"] = "10", ["80788-3"] = "44", ["80771-9"] = "44", ["18776-5"] = "44", ["83869-8"] = "44", ["77604-7"] = "44", ["34842-5"] = "11",
        ["BIL_AUTO"] = "10", ["83901-9"] = "11", ["34794-8"] = "10", ["11502-2"] = "10", ["18748-4"] = "31", ["57833-6"] = "42", ["57832-8"] = "42",
        ["57828-6"] = "42", ["60593-1"] = "43", ["80565-5"] = "45", ["11369-6"] = "52", ["87273-9"] = "52", ["89601-9"] = "52", ["CERT_DECL"] = "52",
        ["EXPPAT_1"] = "90", ["EXPPAT_2"] = "90", ["EXPPAT_3"] = "90", ["74465-6"] = "90", ["51851-4"] = "95", ["ATTEST-HEBGT"] = "95",
    };

    /// <summary>The class of a type the DMP takes, or null.</summary>
    public static string? Of(string typeCode) => ByType.GetValueOrDefault(typeCode);
}
