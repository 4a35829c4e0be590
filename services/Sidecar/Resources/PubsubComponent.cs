namespace Sidecar.Resources;

/// <summary>A pub/sub component of the resource files. Whatever its type names, its messages are kept in the local store.</summary>
internal sealed record PubsubComponent(string Name, string Type, string Version, IReadOnlyList<string> Scopes, TopicPermissions Permissions)
{
    public bool IsLoadedBy(string appId) => Scopes.Count == 0 || Scopes.Contains(appId);

    public static PubsubComponent Read(YamlMap resource)
    {
        var spec = resource.Map("spec");
        var metadata = spec.Maps("metadata")
            .Where(item => item.Text("name") is not null)
            .ToDictionary(item => item.Required("name"), item => item.Text("value") ?? "");
        return new(resource.Map("metadata").Required("name"), spec.Required("type"), spec.Text("version") ?? "v1",
            resource.Texts("scopes"), new(metadata));
    }
}
