using Contracts.Identity;
using Documents.Cda;
using Grpc.Core;

namespace Documents;

/// <summary>What documents asks of identity: who a person is, at the moment it is needed. Nothing of the answer is kept.</summary>
public sealed class IdentityClient(IdentityLookup.IdentityLookupClient identities)
{
    /// <summary>The person, or null when the tenant has no such person or she is inactive.</summary>
    public async Task<KnownPerson?> FindAsync(Guid usagerId, CancellationToken ct)
    {
        try
        {
            var found = await identities.GetIdentityAsync(new() { UsagerId = usagerId.ToString() }, cancellationToken: ct);
            return found.Active ? KnownPerson.Of(found) : null;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
    }
}

/// <summary>A person with her place of living and the traits that a document carries.</summary>
/// <param name="Qualified">The identity is qualifiée: its INS may leave.</param>
public sealed record KnownPerson(Subject Subject, bool Qualified, Guid? EstablishmentId, Guid? UnitId)
{
    internal static KnownPerson Of(UsagerIdentity i)
    {
        var qualified = i.Status == "QUAL" && i.Matricule.Length > 0;
        var subject = new Subject(i.Ipp, i.IppOid, qualified ? i.Matricule : null, qualified ? i.Oid : null, i.BirthName, i.FirstBirthName, i.BirthNames, i.Sex,
            i.BirthDate, i.BirthPlace, i.UsedName, i.UsedFirstName);
        return new(subject, qualified, Id(i.EstablishmentId), Id(i.UnitId));
    }

    private static Guid? Id(string text) => Guid.TryParse(text, out var id) ? id : null;
}
