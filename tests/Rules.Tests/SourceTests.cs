using System.Text.RegularExpressions;
using Xunit;

namespace Rules.Tests;

public sealed partial class SourceTests
{
    private static readonly string[] Product = ["services", "gateway"];
    private static readonly string[] Everywhere = ["services", "gateway", "tests"];

    // The one interface that features implement, and those whose names and shapes are the official packages'.
    private static readonly string[] Interfaces = ["services/Platform/Tenancy/TenantScope.cs", "services/Grpc/", "services/Consent/Deciding/RulesLoader.cs"];

    private static readonly string[] DatabaseOwners = ["services/Platform/Tenancy/", "services/Sidecar/Storing/", "services/Sandbox/Mail/Mailboxes/"];

    // They read back what this process itself has written or already parsed without a document type.
    private static readonly string[] Rereads = ["services/Sandbox/Dmp/StoredQueryEndpoint.cs", "services/Sandbox/Soap/SignedAssertions.cs"];

    [Fact]
    public void Time_comes_from_the_clock_that_was_given() => Breaches.None(
        // A gRPC deadline is an instant of the real clock by definition.
        Lines(Product, RealClock()).Where(line => !line.Contains("deadline", StringComparison.OrdinalIgnoreCase)).Concat(Lines(["tests"], LocalTime())));

    [Fact]
    public void No_query_drops_the_tenant_filter_without_naming_what_it_drops() => Breaches.None(Lines(Everywhere, Unfiltered()));

    [Fact]
    public void A_service_reaches_its_database_through_its_context_only() => Breaches.None(
        // A connection of the pool knows the tenant of who had it before; the sidecar and the sandbox have files of their own.
        Lines(Product, OwnConnection()).Where(line => !DatabaseOwners.Any(owner => line.StartsWith(owner, StringComparison.Ordinal))));

    [Fact]
    public void No_test_sleeps() => Breaches.None(
        // A peer that never answers waits for ever; benches measure time and are no tests.
        Lines(["tests"], Sleep()).Where(line => !line.Contains("Timeout.Infinite", StringComparison.Ordinal) && !line.StartsWith("tests/Bench/", StringComparison.Ordinal)));

    [Fact]
    public void Types_are_nouns_of_the_trade() => Breaches.None(
        Lines(Everywhere, Vague()).Concat(Repository.Code(Everywhere).Where(file => VagueFile().IsMatch(file.Name)).Select(file => file.Path)));

    [Fact]
    public void No_interface_stands_before_a_single_class() => Breaches.None(
        Lines(Product, Interface()).Where(line => !Interfaces.Any(known => line.StartsWith(known, StringComparison.Ordinal))));

    [Fact]
    public void Xml_is_read_without_document_types()
    {
        var readers = Repository.Code(Product).Where(file => file.Masked.Contains("XmlReader.Create(", StringComparison.Ordinal) && !file.Masked.Contains("DtdProcessing.Prohibit", StringComparison.Ordinal)).Select(file => file.Path);
        var parsers = Lines(Product, UnguardedXml()).Where(line => !Rereads.Any(known => line.StartsWith(known, StringComparison.Ordinal)));
        var resolvers = Lines(Product, Document()).Where(line => !line.Contains("XmlResolver = null", StringComparison.Ordinal));
        Breaches.None(readers.Concat(parsers).Concat(resolvers));
    }

    [Fact]
    public void No_route_or_address_carries_a_matricule() => Breaches.None(
        Repository.Code(Product).Where(file => !file.Path.StartsWith("services/Sandbox/", StringComparison.Ordinal)).SelectMany(Endpoint.In)
            .Where(endpoint => InAddress().IsMatch(endpoint.Route)).Select(endpoint => endpoint.ToString()));

    [Fact]
    public void A_file_can_be_read_in_one_sitting() => Breaches.None(
        Repository.Code(Everywhere).Select(file => (file.Path, Length: file.Lines.Count())).Where(file => file.Length > 400).Select(file => $"{file.Path} has {file.Length} lines"));

    [Theory]
    [InlineData("var now = DateTime.UtcNow;", true)]
    [InlineData("// DateTime.UtcNow is not used", false)]
    [InlineData("var text = $\"{DateTimeOffset.Now}\"; var b = DateTimeOffset.Now;", true)]
    [InlineData("var text = @\"a \"\" DateTime.Now\"; var c = '\"';", false)]
    [InlineData("var text = \"\"\"\n DateTime.Now \"quoted\" \n\"\"\";", false)]
    [InlineData("var text = \"a \\\" b\"; var d = DateTime.Now;", true)]
    public void The_rules_see_code_and_neither_comments_nor_strings(string source, bool seen) => Assert.Equal(seen, new SourceFile("sample.cs", source).Where(RealClock()).Any());

    private static IEnumerable<string> Lines(string[] folders, Regex expression) =>
        Repository.Code(folders).Where(file => !file.Path.StartsWith("tests/Rules.Tests/", StringComparison.Ordinal)).SelectMany(file => file.Where(expression));

    [GeneratedRegex(@"\bDateTime(Offset)?\.(Utc)?(Now|Today)\b")]
    private static partial Regex RealClock();

    [GeneratedRegex(@"\bDateTime(Offset)?\.(Now|Today)\b")]
    private static partial Regex LocalTime();

    [GeneratedRegex(@"\bnew (Npgsql|Sqlite)Connection\(|\bNpgsqlDataSource\b|\.CreateConnection\(")]
    private static partial Regex OwnConnection();

    [GeneratedRegex(@"\.IgnoreQueryFilters\(\s*\)")]
    private static partial Regex Unfiltered();

    [GeneratedRegex(@"\bTask\.Delay\(|\bThread\.Sleep\(")]
    private static partial Regex Sleep();

    [GeneratedRegex(@"\b(class|record|interface|struct|enum)\s+\w*(Helpers?|Utils?|Utilities|Manager|Common)\b")]
    private static partial Regex Vague();

    [GeneratedRegex(@"(Helpers?|Utils?|Utilities|Manager|Common)\.cs$")]
    private static partial Regex VagueFile();

    [GeneratedRegex(@"\binterface\s+I[A-Z]")]
    private static partial Regex Interface();

    [GeneratedRegex(@"\bX(Document|Element)\.Parse\(|\.LoadXml\(|\bnew XmlTextReader\(|\bX(Document|Element)\.Load(Async)?\((?!reader\b)")]
    private static partial Regex UnguardedXml();

    [GeneratedRegex(@"\bnew XmlDocument\b")]
    private static partial Regex Document();

    [GeneratedRegex(@"(?i)\{[^}]*(matricule|ins\b|nir)")]
    private static partial Regex InAddress();
}
