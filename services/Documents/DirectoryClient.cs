using Contracts.Directory;
using Documents.Cda;
using Grpc.Core;

namespace Documents;

/// <summary>What documents asks of directory: who writes or signs, and for which structure.</summary>
public sealed class DirectoryClient(DirectoryLookup.DirectoryLookupClient directory)
{
    public async Task<Signatory?> FindSignatoryAsync(Guid situationId, CancellationToken ct)
    {
        try
        {
            return Signatory.Of(await directory.GetSituationAsync(new() { SituationId = situationId.ToString() }, cancellationToken: ct));
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
    }

    public async Task<StructureIdentity?> FindStructureAsync(Guid establishmentId, CancellationToken ct)
    {
        try
        {
            var e = await directory.GetEstablishmentAsync(new() { EstablishmentId = establishmentId.ToString() }, cancellationToken: ct);
            var address = e.City.Length > 0 ? new Address(e.AddressLine, e.PostalCode, e.City) : null;
            return new("1" + e.FinessEt, e.Name, Sectors.Of(e.Sector), Sectors.PracticeOf(e.Sector), e.Phone, address);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
    }
}

/// <summary>A professional in one working situation, or the account of a software.</summary>
/// <param name="Roles">Profession first, then speciality or role, as the VIHF names them.</param>
public sealed record Signatory(Guid SituationId, Guid? EstablishmentId, bool Active, bool Human, ProfessionalIdentity Professional, IReadOnlyList<Coded> Roles)
{
    /// <summary>TRE_G15 code; empty for staff who are not health professionals.</summary>
    public string Profession { get; init; } = "";

    /// <summary>House code of the function held.</summary>
    public string Function { get; init; } = "";

    /// <summary>What people call it: the profession, else the function.</summary>
    public string Calling { get; init; } = "";

    internal static Signatory Of(Situation s)
    {
        var human = s.Kind != "system";
        var professional = new ProfessionalIdentity(s.NationalId, human ? Professions.AuthorCode(s.Profession, s.Speciality, s.Function) : Professions.Software,
            s.FamilyName, s.GivenName, "", s.Title);
        return new(Guid.Parse(s.SituationId), Guid.TryParse(s.EstablishmentId, out var id) ? id : null, s.Active, human, professional,
            Professions.Roles(s.Profession, s.Speciality, s.Function))
        {
            Profession = s.Profession, Function = s.Function, Calling = Professions.NameOf(s.Profession) ?? (s.FunctionLabel.Length > 0 ? s.FunctionLabel : s.Function),
        };
    }
}
