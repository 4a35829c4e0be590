using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace Rules.Tests;

public sealed partial class PackageTests
{
    [Fact]
    public void Versions_are_said_once_for_all() =>
        Breaches.None(Repository.Projects.SelectMany(project => Versioned().Matches(project.Text).Select(match => $"{project.Path} {match.Value}")));

    [Fact]
    public void Central_versions_say_one_patch_for_Microsoft()
    {
        var central = Repository.File("Directory.Packages.props").Text;
        Assert.Contains("<CentralPackageTransitivePinningEnabled>true<", central, StringComparison.Ordinal);
        Breaches.None(Literal().Matches(central).Select(match => match.Value));
    }

    [Fact]
    public void Every_project_has_a_lock_file_that_agrees_on_the_patch()
    {
        var patch = Patch().Match(Repository.File("Directory.Packages.props").Text).Groups[1].Value;
        Assert.All(Repository.Projects, project =>
        {
            var locked = JsonDocument.Parse(Repository.File($"{project.Folder}/packages.lock.json").Text).RootElement.GetProperty("dependencies");
            var other = from framework in locked.EnumerateObject()
                        from package in framework.Value.EnumerateObject()
                        where Platform().IsMatch(package.Name) && package.Value.TryGetProperty("resolved", out _)
                        let resolved = package.Value.GetProperty("resolved").GetString()!
                        where resolved.StartsWith("10.0.", StringComparison.Ordinal) && resolved != patch
                        select $"{project.Path}: {package.Name} {resolved}";
            Breaches.None(other);
        });
    }

    [Fact]
    public void Packages_from_npm_are_locked_without_saying_from_where() =>
        Assert.All(Repository.Files.Where(file => file.Name == "package-lock.json"), file => Assert.DoesNotContain("\"resolved\"", file.Text, StringComparison.Ordinal));

    [GeneratedRegex("""<PackageReference [^>]*\bVersion(Override)?=[^>]*>""")]
    private static partial Regex Versioned();

    [GeneratedRegex("""<PackageVersion Include="Microsoft\.(AspNetCore|EntityFrameworkCore|Extensions|Data)[^"]*" Version="10\.[^"]*"[^>]*>""")]
    private static partial Regex Literal();

    [GeneratedRegex("<MicrosoftPatch>([^<]+)<")]
    private static partial Regex Patch();

    // What is released together; System.Composition and the compiler follow their own calendar.
    [GeneratedRegex(@"^Microsoft\.(AspNetCore|EntityFrameworkCore|Extensions|Data\.Sqlite)")]
    private static partial Regex Platform();
}
