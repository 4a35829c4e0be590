using Telemedicine.UseCases;

namespace Telemedicine.Platforms;

/// <summary>The platforms this installation is linked to; the regional one first, by configuration alone.</summary>
public sealed class PlatformDirectory : IDisposable
{
    private readonly Dictionary<string, PlatformAdapter> _known;
    private readonly DirectoryClient _directory;

    public PlatformDirectory(IConfiguration configuration, ContextSigner signer, DirectoryClient directory)
    {
        _directory = directory;
        _known = configuration.GetSection("Telemedicine:Platforms").GetChildren().ToDictionary(s => s.Key, s => Open(s.Key, s.Get<PlatformSettings>()!, signer), StringComparer.Ordinal);
    }

    public PlatformAdapter? Find(string code) => _known.GetValueOrDefault(code);

    /// <summary>The use case's own platform, else that of the region, else none.</summary>
    public async Task<PlatformAdapter?> ForAsync(UseCase useCase, CancellationToken ct)
    {
        if (useCase.PlatformCode.Length > 0) return Find(useCase.PlatformCode);
        var region = await RegionAsync(useCase.EstablishmentId, ct);
        return _known.Values.FirstOrDefault(p => p.Settings.Regions.Contains(region));
    }

    /// <summary>All of them, that of the region first.</summary>
    public async Task<IReadOnlyList<PlatformAdapter>> OrderedAsync(Guid establishment, CancellationToken ct)
    {
        var region = await RegionAsync(establishment, ct);
        return [.. _known.Values.OrderBy(p => p.Settings.Regions.Contains(region) ? 0 : 1).ThenBy(p => p.Settings.Name, StringComparer.Ordinal)];
    }

    public void Dispose()
    {
        foreach (var platform in _known.Values) platform.Dispose();
    }

    public async Task<string> RegionAsync(Guid establishment, CancellationToken ct) =>
        await _directory.FindEstablishmentAsync(establishment, ct) is { } found ? Regions.OfPostalCode(found.PostalCode) : "";

    private static PlatformAdapter Open(string code, PlatformSettings settings, ContextSigner signer) =>
        settings.Link == PlatformLink.Api ? new ApiPlatform(code, settings, signer) : new ContextPlatform(code, settings, signer);
}
