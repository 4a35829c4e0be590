using Contracts.Directory;
using Grpc.Core;

namespace Bench.Consents;

/// <summary>Directory's answers for the region, so that consent alone is measured.</summary>
internal sealed class RegionDirectory(Region region) : DirectoryLookup.DirectoryLookupBase
{
    private readonly Dictionary<string, Situation> _situations = region.Situations.ToDictionary(situation => situation.SituationId, StringComparer.Ordinal);

    public override Task<Situation> GetSituation(GetSituationRequest request, ServerCallContext context) =>
        _situations.TryGetValue(request.SituationId, out var found) ? Task.FromResult(found) : throw new RpcException(new(StatusCode.NotFound, "unknown"));

    public override Task<SituationList> GetSituations(GetSituationsRequest request, ServerCallContext context)
    {
        var list = new SituationList();
        list.Situations.AddRange(request.SituationIds.Where(_situations.ContainsKey).Select(id => _situations[id]));
        return Task.FromResult(list);
    }

    public override Task<Establishment> GetEstablishment(GetEstablishmentRequest request, ServerCallContext context) => Task.FromResult(new Establishment { Category = "500" });
}
