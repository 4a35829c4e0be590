using System.Collections.Concurrent;
using Contracts.Directory;
using Grpc.Core;

namespace Agenda;

/// <summary>What agenda asks of directory: who works where. Remembered five seconds: a planning of forty sessions asks once.</summary>
public sealed class DirectoryClient(DirectoryLookup.DirectoryLookupClient directory, TimeProvider clock)
{
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(5);
    private const int Capacity = 20_000;
    private readonly ConcurrentDictionary<Guid, (Professional? Found, DateTimeOffset Until)> _known = new();

    /// <summary>Null when directory knows no such situation.</summary>
    public async ValueTask<Professional?> FindAsync(Guid situation, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (_known.TryGetValue(situation, out var known) && known.Until > now) return known.Found;
        Professional? found;
        try
        {
            found = Professional.Of(await directory.GetSituationAsync(new() { SituationId = situation.ToString() }, cancellationToken: ct));
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            found = null;
        }

        if (_known.Count > Capacity) _known.Clear();
        _known[situation] = (found, now + Kept);
        return found;
    }

    public void Forget(Guid situation) => _known.TryRemove(situation, out _);
}

/// <param name="EstablishmentId">Null: the whole organisation.</param>
public sealed record Professional(Guid SituationId, Guid TenantId, Guid? EstablishmentId, string Function, bool Active, string Name)
{
    public bool WorksAt(Guid establishment) => EstablishmentId is null || EstablishmentId == establishment;

    internal static Professional Of(Situation s) => new(Guid.Parse(s.SituationId), Guid.TryParse(s.TenantId, out var tenant) ? tenant : Guid.Empty,
        Guid.TryParse(s.EstablishmentId, out var establishment) ? establishment : null, s.Function, s.Active, $"{s.GivenName} {s.FamilyName}".Trim());
}
