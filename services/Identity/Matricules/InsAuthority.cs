namespace Identity.Matricules;

/// <summary>The assigning authorities of an INS, by OID.</summary>
public static class InsAuthority
{
    public const string Nir = "1.2.250.1.213.1.4.8";
    public const string Nia = "1.2.250.1.213.1.4.9";
    public const string Test = "1.2.250.1.213.1.4.10";
    public const string Demonstration = "1.2.250.1.213.1.4.11";

    public static bool IsProduction(string oid) => oid is Nir or Nia;
    public static bool IsKnown(string oid) => oid is Nir or Nia or Test or Demonstration;

    /// <summary>What this platform may hold: the production OIDs in real life; the test ones, and those named by configuration, elsewhere. INS-C is never an INS.</summary>
    public static IReadOnlySet<string> AcceptedIn(string environment, IEnumerable<string> configured)
    {
        if (environment == "real") return new HashSet<string> { Nir, Nia };
        var accepted = new HashSet<string> { Test, Demonstration };
        accepted.UnionWith(configured.Where(IsKnown));
        return accepted;
    }
}
