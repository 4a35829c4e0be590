using System.Text.RegularExpressions;
using Xunit;

namespace Rules.Tests;

public sealed partial class SecrecyTests
{
    private static readonly string[] KeyFiles = [".pfx", ".p12", ".key", ".pem", ".jks"];

    // Written apart, so that this file does not hold what it looks for.
    private static readonly Regex Registry = new(string.Join('|', ["npmjs" + @"\.", @"nuget\." + "org", @"debian\." + "org", @"pypi\." + "org"]), RegexOptions.IgnoreCase);
    private static readonly Regex Machine = new(string.Join('|', ["/ho" + @"me/\w", "/ro" + @"ot/\w", "/Us" + @"ers/\w", @"(?<![\w.])/wo" + @"rk/\w", @"[A-Z]:\\Us" + @"ers\\"]));

    [Fact]
    public void The_repository_holds_no_key_and_no_token()
    {
        Breaches.None(Repository.Files.Where(file => Key().IsMatch(file.Text) || Token().IsMatch(file.Text)).Select(file => file.Path));
        Breaches.None(Directory.EnumerateFiles(Repository.Root).Concat(Directory.EnumerateDirectories(Repository.Root).Where(folder => Path.GetFileName(folder) is "services" or "gateway" or "tests" or "k8s" or "charts" or "docs")
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))).Where(file => !file.Contains("node_modules", StringComparison.Ordinal) && KeyFiles.Contains(Path.GetExtension(file), StringComparer.Ordinal)));
    }

    [Fact]
    public void Nothing_here_depends_on_one_machine_or_one_registry() =>
        Breaches.None(Repository.Files.SelectMany(file => file.Lines.Where(line => Registry.IsMatch(line.Line) || Machine.IsMatch(line.Line)).Select(line => $"{file.Path}:{line.Number}")));

    [GeneratedRegex("-----BEGIN [A-Z ]*PRIVATE " + "KEY-----\\s*\\n?\\s*[A-Za-z0-9+/]{20}")]
    private static partial Regex Key();

    [GeneratedRegex(@"\beyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\.")]
    private static partial Regex Token();
}
