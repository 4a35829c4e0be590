using System.Collections.Frozen;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Sso.Clients;

/// <summary>The clients known to this platform, read once from the registration file.</summary>
public sealed class ClientRegistry
{
    private readonly FrozenDictionary<string, Client> _clients;

    public ClientRegistry(IOptions<SsoSettings> settings)
    {
        using var file = File.OpenRead(settings.Value.Clients);
        var registered = JsonSerializer.Deserialize<ClientFile>(file, JsonSerializerOptions.Web)
            ?? throw new InvalidOperationException("The client registration file is empty.");
        _clients = registered.Clients.Select(r => new Client(r)).ToFrozenDictionary(c => c.Id, StringComparer.Ordinal);
    }

    public Client? Find(string? clientId) => clientId is null ? null : _clients.GetValueOrDefault(clientId);
}
