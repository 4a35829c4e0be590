namespace Identity.Qualification;

/// <summary>The four statuses of the national identity-vigilance reference.</summary>
public enum IdentityStatus { Prov, Recup, Vali, Qual }

/// <summary>Marks that may stand beside a status.</summary>
[Flags]
public enum IdentityMarks { None = 0, Homonyme = 1, Douteuse = 2, Fictive = 4 }

public static class IdentityStatusNames
{
    public static string Code(this IdentityStatus status) => status switch
    {
        IdentityStatus.Prov => "PROV",
        IdentityStatus.Recup => "RECUP",
        IdentityStatus.Vali => "VALI",
        _ => "QUAL",
    };

    public static string French(this IdentityStatus status) => status switch
    {
        IdentityStatus.Prov => "provisoire",
        IdentityStatus.Recup => "récupérée",
        IdentityStatus.Vali => "validée",
        _ => "qualifiée",
    };

    public static IReadOnlyList<string> Names(this IdentityMarks marks) =>
        [.. Enum.GetValues<IdentityMarks>().Where(m => m != IdentityMarks.None && marks.HasFlag(m)).Select(m => m.ToString().ToLowerInvariant())];
}
