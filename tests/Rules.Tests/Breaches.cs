using Xunit;

namespace Rules.Tests;

/// <summary>What breaks a rule, each with its place, all at once.</summary>
internal static class Breaches
{
    public static void None(IEnumerable<string> found)
    {
        var all = found.ToList();
        Assert.True(all.Count == 0, string.Join('\n', all));
    }
}
