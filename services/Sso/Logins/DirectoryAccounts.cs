using Contracts.Directory;
using Grpc.Core;
using Platform;
using Sso.Pages;

namespace Sso.Logins;

/// <summary>Asks directory whose account a national identifier is.</summary>
public sealed class DirectoryAccounts(DirectoryLookup.DirectoryLookupClient directory, TenantScope scope)
{
    public async Task<KnownAccount?> FindAsync(string nationalId, CancellationToken ct)
    {
        using var _ = scope.EnterSystem();
        try
        {
            var account = await directory.FindAccountAsync(new() { NationalId = nationalId }, cancellationToken: ct);
            return new(Guid.Parse(account.ProfessionalId), account.FamilyName, account.GivenName, [.. account.Situations.Where(s => s.Active).Select(Read)]);
        }
        catch (RpcException unknown) when (unknown.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
        catch (Exception failure) when (failure is RpcException or HttpRequestException)
        {
            throw PageException.Unavailable("L'annuaire des professionnels ne répond pas. Réessayez dans quelques instants.");
        }
    }

    private static KnownSituation Read(Situation s) => new(Guid.Parse(s.SituationId), Guid.Parse(s.TenantId), s.FunctionLabel, s.EstablishmentName, s.TenantName,
        s.EndsAt > 0 ? DateTimeOffset.FromUnixTimeSeconds(s.EndsAt) : null);
}

public sealed record KnownAccount(Guid ProfessionalId, string FamilyName, string GivenName, IReadOnlyList<KnownSituation> Situations);

/// <param name="EndsAt">Nothing issued for the situation outlives this moment.</param>
/// <param name="Function">French label: « infirmière », « médecin coordonnateur »…</param>
public sealed record KnownSituation(Guid Id, Guid TenantId, string Function, string Establishment, string TenantName, DateTimeOffset? EndsAt = null);
