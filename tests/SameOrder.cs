using Xunit.Sdk;
using Xunit.v3;

[assembly: Xunit.TestCaseOrderer(typeof(SameOrder))]

/// <summary>
/// By name, wherever the repository lies: by default the order depends on the folder, and a failure could not be played again
/// elsewhere. No test may count on it.
/// </summary>
internal sealed class SameOrder : ITestCaseOrderer
{
    public IReadOnlyCollection<TTestCase> OrderTestCases<TTestCase>(IReadOnlyCollection<TTestCase> testCases) where TTestCase : notnull, ITestCase =>
        [.. testCases.OrderBy(one => one.TestCaseDisplayName, StringComparer.Ordinal)];
}
