using Sidecar.Setup;
using YamlDotNet.RepresentationModel;

namespace Sidecar.Resources;

/// <summary>A mapping of a resource file, read by name; what is absent reads as empty.</summary>
internal sealed class YamlMap(YamlMappingNode node)
{
    public static YamlMap Empty { get; } = new(new YamlMappingNode());

    public IEnumerable<string> Keys => node.Children.Keys.OfType<YamlScalarNode>().Select(key => key.Value ?? "");

    public static IEnumerable<YamlMap> ReadAll(string path)
    {
        using var reader = File.OpenText(path);
        var stream = new YamlStream();
        stream.Load(reader);
        return stream.Documents.Select(document => document.RootNode).OfType<YamlMappingNode>().Select(root => new YamlMap(root)).ToArray();
    }

    public string? Text(string key) => Child(key) is YamlScalarNode scalar ? scalar.Value : null;

    public string Required(string key) => Text(key) ?? throw new BadSetupException($"A resource has no '{key}'.");

    public YamlMap Map(string key) => Child(key) is YamlMappingNode map ? new(map) : Empty;

    public IReadOnlyList<string> Texts(string key) =>
        Child(key) is YamlSequenceNode list ? [.. list.OfType<YamlScalarNode>().Select(item => item.Value ?? "")] : [];

    public IReadOnlyList<YamlMap> Maps(string key) =>
        Child(key) is YamlSequenceNode list ? [.. list.OfType<YamlMappingNode>().Select(item => new YamlMap(item))] : [];

    private YamlNode? Child(string key) => node.Children.TryGetValue(new YamlScalarNode(key), out var child) ? child : null;
}
