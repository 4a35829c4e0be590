namespace Sso.Logins;

/// <summary>eIDAS levels as Pro Santé Connect names them: a stronger proof answers a weaker demand.</summary>
public static class AssuranceLevel
{
    public const string Default = "eidas1";
    private static readonly string[] Order = ["eidas1", "eidas2", "eidas3"];

    /// <summary>The least demanding known level of a space-separated list, null when it names none.</summary>
    public static string? LowestOf(string? acrValues) =>
        acrValues?.Split(' ').Where(level => Array.IndexOf(Order, level) >= 0).MinBy(level => Array.IndexOf(Order, level));

    public static bool IsAtLeast(string? proved, string asked) =>
        proved is not null && Array.IndexOf(Order, proved) >= Array.IndexOf(Order, asked);
}
