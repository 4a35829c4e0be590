using Sidecar.Delivering;
using Sidecar.Setup;

namespace Sidecar.Resources;

/// <summary>The YAML files of a folder: the same that daprd reads. What is not about pub/sub is left to daprd.</summary>
internal sealed class ResourceFiles
{
    private readonly Dictionary<string, PubsubComponent> _pubsubs = [];
    private readonly List<Resiliency> _resiliencies = [];
    private readonly List<(IReadOnlyList<string> Scopes, Subscription Subscription)> _subscriptions = [];

    public IEnumerable<PubsubComponent> Pubsubs => _pubsubs.Values;

    public static ResourceFiles Read(string? folder)
    {
        var files = new ResourceFiles();
        if (folder is null) throw new BadSetupException("--resources-path is missing.");
        if (!Directory.Exists(folder)) throw new BadSetupException($"The folder {folder} does not exist.");
        foreach (var path in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            if (Path.GetExtension(path) is not (".yaml" or ".yml")) continue;
            foreach (var resource in YamlMap.ReadAll(path)) files.Add(resource);
        }

        return files._pubsubs.Count > 0 ? files : throw new BadSetupException($"The folder {folder} holds no pub/sub component.");
    }

    public PubsubComponent? Find(string appId, string pubsub) =>
        _pubsubs.TryGetValue(pubsub, out var component) && component.IsLoadedBy(appId) ? component : null;

    public InboundPolicy PolicyFor(string appId, string pubsub) =>
        _resiliencies.Select(resiliency => resiliency.For(appId, pubsub)).FirstOrDefault(policy => policy is not null) ?? InboundPolicy.None;

    public IEnumerable<Subscription> DeclaredFor(string appId) =>
        _subscriptions.Where(declared => declared.Scopes.Count == 0 || declared.Scopes.Contains(appId)).Select(declared => declared.Subscription);

    private void Add(YamlMap resource)
    {
        switch (resource.Text("kind"))
        {
            case "Component" when resource.Map("spec").Required("type").StartsWith("pubsub.", StringComparison.Ordinal):
                var component = PubsubComponent.Read(resource);
                _pubsubs.Add(component.Name, component);
                break;
            case "Resiliency":
                var resiliency = new Resiliency(resource);
                resiliency.Check();
                _resiliencies.Add(resiliency);
                break;
            case "Subscription":
                _subscriptions.Add((resource.Texts("scopes"), DeclaredSubscription.Read(resource.Map("spec"))));
                break;
        }
    }
}
