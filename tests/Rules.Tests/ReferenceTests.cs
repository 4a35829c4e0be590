using System.Xml;
using System.Xml.Linq;
using Xunit;

namespace Rules.Tests;

public sealed class ReferenceTests
{
    private static readonly string[] Shared = ["Platform", "Contracts", "Grpc", "Fhir"];

    // Everything that is not a service says here whom it may know.
    private static readonly Dictionary<string, string[]> Known = new(StringComparer.Ordinal)
    {
        ["gateway"] = ["Platform"],
        ["services/Platform"] = ["Contracts", "Grpc"],
        ["services/Contracts"] = ["Grpc"],
        ["services/Grpc"] = [],
        ["services/Fhir"] = [],
        ["services/Fhir/Generator"] = [],
        ["services/Sandbox"] = ["Fhir"],
        ["services/Sidecar"] = [],
        ["services/AppHost"] = [],
        ["tests/Testing"] = ["Platform"],
        ["tests/Rules.Tests"] = [],
        ["tests/EndToEnd"] = [],
        ["tests/Faults"] = [],
        ["tests/Fhir.Tests"] = ["Fhir", "Generator"],
        ["tests/Gateway.Tests"] = ["Platform.Gateway", "Testing"],
        ["tests/Bench"] = ["Platform", "Platform.Gateway", "Contracts", "Grpc", "Consent", "Agenda", "Identity"],
    };

    public static TheoryData<string> Projects => [.. Repository.Projects.Select(project => project.Path)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_whom_it_may_know(string path)
    {
        var project = Repository.File(path);
        Breaches.None(ReferencesOf(project).Except(AllowedFor(project.Folder), StringComparer.Ordinal));
    }

    [Fact]
    public void A_services_tests_reference_that_service() =>
        Assert.All(Repository.Projects.Where(project => project.Folder.EndsWith(".Tests", StringComparison.Ordinal) && project.Folder != "tests/Rules.Tests"), project =>
            Assert.Contains(ReferencesOf(project), name => name.Split('.')[^1] == project.Name.Split('.')[0]));

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = Repository.File("Platform.sln").Text.Replace('\\', '/');
        Breaches.None(Repository.Projects.Select(project => project.Path).Where(path => path != "services/Fhir/Generator/Generator.csproj" && !solution.Contains($"\"{path}\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void Platform_knows_no_word_of_the_trade()
    {
        var trade = new System.Text.RegularExpressions.Regex(@"(?i)usager|patient|r[ée]sident|matricule|rpps|finess|ehpad|dossier|m[ée]decin|infirm|\bins\b");
        // The audit record has the person as a field, and is Contracts'.
        Breaches.None(Repository.Code("services/Platform").SelectMany(file => file.Lines.Where(line => trade.IsMatch(line.Line.Replace("UsagerId", "", StringComparison.Ordinal)))
            .Select(line => $"{file.Path}:{line.Number} {line.Line.Trim()}")));
    }

    [Fact]
    public void Topics_are_named_after_their_service_and_said_once()
    {
        var topics = Repository.Code("services/Contracts").SelectMany(file => System.Text.RegularExpressions.Regex.Matches(file.Text, "const string Topic = \"([^\"]+)\"")
            .Select(match => (Service: file.Folder.Split('/')[^1].ToLowerInvariant(), Topic: match.Groups[1].Value))).ToList();
        Assert.NotEmpty(topics);
        Assert.All(topics, topic => Assert.Matches($@"^{topic.Service}\.[a-z]+(-[a-z]+)*\.v\d+$", topic.Topic));
        Assert.Equal(topics.Count, topics.DistinctBy(topic => topic.Topic).Count());
    }

    private static string[] AllowedFor(string folder)
    {
        if (Known.TryGetValue(folder, out var known)) return known;
        if (folder == "tests/Interop") return [.. Shared, "Sidecar", "Sandbox", "Testing", .. Services()];
        var name = folder.Split('/')[^1];
        return folder.StartsWith("tests/", StringComparison.Ordinal) ? [name[..name.LastIndexOf('.')], "Testing"] : Shared;
    }

    private static IEnumerable<string> Services() => Repository.Projects.Where(project => project.Folder.StartsWith("services/", StringComparison.Ordinal) && !Known.ContainsKey(project.Folder)).Select(project => project.Name[..^".csproj".Length]);

    // A project that is only built, to be started as the process it is, is not referenced.
    private static IEnumerable<string> ReferencesOf(SourceFile project)
    {
        using var reader = XmlReader.Create(new StringReader(project.Text), new() { DtdProcessing = DtdProcessing.Prohibit });
        return [.. XDocument.Load(reader).Descendants("ProjectReference").Where(reference => (string?)reference.Attribute("ReferenceOutputAssembly") != "false")
            .Select(reference => Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!))];
    }
}
