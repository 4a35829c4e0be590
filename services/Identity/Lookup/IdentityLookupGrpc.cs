using Contracts.Identity;
using Grpc.Core;
using Identity.Insi;
using Identity.Matricules;
using Identity.Protection;
using Identity.Qualification;
using Identity.Usagers;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Identity.Lookup;

/// <summary>What other services may know of an identity, for the tenant they act for.</summary>
internal sealed class IdentityLookupGrpc(IdentityDbContext db, InsVault vault, AcceptedAuthorities accepted) : IdentityLookup.IdentityLookupBase
{
    private const int Most = 500;

    public override async Task<UsagerIdentity> GetIdentity(GetIdentityRequest request, ServerCallContext context)
    {
        var id = IdOf(request.UsagerId);
        var usager = await db.Usagers.AsNoTracking().SingleOrDefaultAsync(u => u.Id == id, context.CancellationToken)
            ?? throw new RpcException(new(StatusCode.NotFound, "No usager of the tenant has this id."));
        await AuditAsync([usager], "identity.lookup", context.CancellationToken);
        return Show(usager);
    }

    public override async Task<UsagerIdentities> GetIdentities(GetIdentitiesRequest request, ServerCallContext context)
    {
        if (request.UsagerIds.Count > Most) throw new RpcException(new(StatusCode.InvalidArgument, $"At most {Most} usagers at once."));
        var ids = request.UsagerIds.Select(IdOf).ToList();
        return await AnswerAsync(await db.Usagers.AsNoTracking().Where(u => ids.Contains(u.Id)).ToListAsync(context.CancellationToken), "identity.lookup", context);
    }

    public override async Task<UsagerIdentities> FindByIns(FindByInsRequest request, ServerCallContext context)
    {
        if (!Matricule.TryRead(request.Matricule, out var matricule, out _)) throw new RpcException(new(StatusCode.InvalidArgument, "The matricule is malformed."));
        var holders = await Usagers.FindByIns.HoldersAsync(matricule, request.Oid, db, accepted, vault, context.CancellationToken);
        return await AnswerAsync(holders.Where(u => u.Reliability.InsMayLeave), "identity.lookup-ins", context);
    }

    private async Task<UsagerIdentities> AnswerAsync(IEnumerable<Usager> found, string act, ServerCallContext context)
    {
        var people = found.ToList();
        await AuditAsync(people, act, context.CancellationToken);
        var answer = new UsagerIdentities();
        answer.Identities.AddRange(people.Select(Show));
        return answer;
    }

    private async Task AuditAsync(List<Usager> people, string act, CancellationToken ct)
    {
        foreach (var usager in people) db.Audit(new Access(act, "usager", usager.Id.ToString()) { Category = "IDT", UsagerId = usager.Id });
        await db.SaveChangesAsync(ct);
    }

    private UsagerIdentity Show(Usager u)
    {
        var ins = vault.OpenIfQualified(u);
        return new()
        {
            UsagerId = u.Id.ToString(), Status = u.Status.Code(), Version = u.Version, Ipp = u.Ipp, IppOid = NumberingAuthority.Of(u.TenantId),
            BirthName = u.BirthName, FirstBirthName = u.FirstGivenName, BirthNames = u.GivenNames, Sex = u.Sex.ToString(), BirthDate = u.BirthDate, BirthPlace = u.BirthPlace,
            UsedName = u.Complementary.UsedName ?? "", UsedFirstName = u.Complementary.UsedGivenName ?? "", Matricule = ins?.Matricule.Value ?? "", Oid = ins?.Oid ?? "",
            EstablishmentId = u.EstablishmentId?.ToString() ?? "", UnitId = u.UnitId?.ToString() ?? "", Active = u.Active,
        };
    }

    private static Guid IdOf(string text) => Guid.TryParse(text, out var id) ? id : throw new RpcException(new(StatusCode.InvalidArgument, "A usager id is a UUID."));
}
