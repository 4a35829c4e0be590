using FhirGenerator;

namespace Fhir.Tests;

public sealed class PublishedExampleTests
{
    [Fact]
    public void Every_published_example_comes_back_as_it_was()
    {
        var files = Directory.GetFiles(SharedFolder.Find("fhir/examples/fhir"), "*.json", SearchOption.AllDirectories);

        foreach (var file in files)
        {
            var text = File.ReadAllText(file);
            SameJson.Assert(text, FhirJson.Write(FhirJson.Read(text)));
        }

        Assert.NotEmpty(files);
    }

    [Fact]
    public void The_examples_hold_resources_of_our_types()
    {
        var read = Directory.GetFiles(SharedFolder.Find("fhir/examples/fhir"), "*.json", SearchOption.AllDirectories)
            .Select(f => FhirJson.Read(File.ReadAllText(f))).ToList();

        Assert.Contains(read, r => r is Practitioner { Telecom: [{ Extension: not null }, ..] });
        Assert.Contains(read.OfType<Bundle>().SelectMany(b => b.Entry ?? []), e => e.Resource is PractitionerRole or Practitioner);
    }

    [Fact]
    public void The_types_in_the_repository_are_those_the_generator_writes()
    {
        var definitions = Definitions.Load(SharedFolder.Find("fhir/r4"));

        var types = TypeCollector.Collect(definitions, ResourceTypes.All.Keys);

        foreach (var type in types)
            Assert.Equal(File.ReadAllText(Path.Combine(SharedFolder.Repository, "services/Fhir/Generated", type.Name + ".g.cs")), CSharpFile.Write(type));
        Assert.Equal(types.Count + 1, Directory.GetFiles(Path.Combine(SharedFolder.Repository, "services/Fhir/Generated")).Length);
    }
}
