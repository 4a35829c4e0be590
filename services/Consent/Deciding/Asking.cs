using Contracts.Directory;
using Platform;

namespace Consent.Deciding;

/// <summary>Who is behind the request: a professional by situation, the person or somebody close by account.</summary>
internal sealed class Asking(Caller caller, KnownSituations situations, ConsentDbContext db)
{
    public Account? Account => caller.Kind is "person" or "relative" ? new(caller.Subject, caller.Kind) : null;

    public Guid? SituationId => Account is null ? caller.SituationId : null;

    public bool Known => Account is not null || caller.SituationId is not null;

    public Question For(Guid usagerId, string category, string action, string purpose = "coordination") => new(SituationId ?? Guid.Empty, usagerId, category, action, Account is null ? purpose : "access")
    {
        Account = Account, SignIn = caller.Kind == "pro" ? new(caller.AuthTime) : null,
    };

    /// <summary>The professional who acts; anybody else finds nothing here.</summary>
    public async Task<Situation> StaffAsync(CancellationToken ct)
    {
        if (SituationId is not { } id) throw new NotFoundException();
        var situation = await situations.FindAsync(id, ct);
        return situation is { Active: true } && situation.TenantId == db.TenantId.ToString() ? situation : throw new NotFoundException();
    }

    /// <summary>A responsible function, or a refusal that says whom to ask.</summary>
    public async Task<Situation> RequireAsync(IReadOnlyCollection<string> functions, Func<ForbiddenException> refusal, CancellationToken ct)
    {
        var situation = await StaffAsync(ct);
        return functions.Contains(situation.Function) ? situation : throw refusal();
    }
}
