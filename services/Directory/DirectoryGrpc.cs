using Contracts.Directory;
using Grpc.Core;
using HealthDirectory.Mailboxes;
using HealthDirectory.Professionals;
using HealthDirectory.Structures;
using Microsoft.EntityFrameworkCore;
using Platform;
using Wire = Contracts.Directory;

namespace HealthDirectory;

/// <summary>What other services ask. Situations and accounts are looked up across tenants: sso and consent ask before any tenant is entered.</summary>
internal sealed class DirectoryGrpc(DirectoryDbContext db, TenantScope scope, TimeProvider clock) : DirectoryLookup.DirectoryLookupBase
{
    private const int LongestList = 500;

    public override async Task<Account> FindAccount(FindAccountRequest request, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        using var _ = scope.EnterSystem();
        var people = await db.Professionals.AsNoTracking().Where(p => p.NationalId == request.NationalId).ToListAsync(ct);
        if (people.Count == 0) throw new RpcException(new(StatusCode.NotFound, "No professional holds this identifier."));

        var ids = people.Select(p => p.Id).ToList();
        var now = clock.GetUtcNow();
        var situations = await db.Situations.AsNoTracking()
            .Where(s => ids.Contains(s.ProfessionalId) && s.StartsAt <= now && (s.EndsAt == null || s.EndsAt > now)).OrderBy(s => s.Id).ToListAsync(ct);
        var account = new Account { ProfessionalId = people[0].Id.ToString(), NationalId = request.NationalId, FamilyName = people[0].FamilyName, GivenName = people[0].GivenName };
        account.Situations.AddRange(await DescribeAsync(situations, ct));
        return account;
    }

    public override async Task<Wire.Situation> GetSituation(GetSituationRequest request, ServerCallContext context)
    {
        var id = Id(request.SituationId);
        using var _ = scope.EnterSystem();
        var situation = await db.Situations.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, context.CancellationToken)
            ?? throw new RpcException(new(StatusCode.NotFound, "No such situation."));
        return (await DescribeAsync([situation], context.CancellationToken))[0];
    }

    public override async Task<SituationList> GetSituations(GetSituationsRequest request, ServerCallContext context)
    {
        if (request.SituationIds.Count > LongestList) throw new RpcException(new(StatusCode.InvalidArgument, $"At most {LongestList} situations a question."));
        var ids = request.SituationIds.Select(Id).ToList();
        using var _ = scope.EnterSystem();
        var found = await db.Situations.AsNoTracking().Where(s => ids.Contains(s.Id)).ToListAsync(context.CancellationToken);
        var answer = new SituationList();
        answer.Situations.AddRange(await DescribeAsync(found, context.CancellationToken));
        return answer;
    }

    public override async Task<Wire.Establishment> GetEstablishment(GetEstablishmentRequest request, ServerCallContext context)
    {
        var id = Id(request.EstablishmentId);
        var establishment = await db.Establishments.AsNoTracking().SingleOrDefaultAsync(e => e.Id == id, context.CancellationToken)
            ?? throw new RpcException(new(StatusCode.NotFound, "No such establishment."));
        var organisation = await db.Organisations.AsNoTracking().SingleAsync(context.CancellationToken);
        var entity = establishment.LegalEntityId is { } known ? await db.LegalEntities.AsNoTracking().SingleOrDefaultAsync(e => e.Id == known, context.CancellationToken) : null;
        var answer = new Wire.Establishment
        {
            EstablishmentId = establishment.Id.ToString(), TenantId = establishment.TenantId.ToString(), Name = establishment.Name, FinessEt = establishment.Finess,
            FinessEj = entity?.Finess ?? organisation.FinessEj, LegalName = entity?.Name ?? organisation.Name, Sector = establishment.Sector, Mailbox = establishment.Mailbox,
            AddressLine = establishment.Address.Line, PostalCode = establishment.Address.PostalCode, City = establishment.Address.City, Phone = establishment.Address.Phone, Category = establishment.Category,
        };
        answer.Units.AddRange(establishment.Units.Select(unit => new Wire.Unit { UnitId = unit.Id.ToString(), Name = unit.Name, Secured = unit.Secured, Places = unit.Places }));
        return answer;
    }

    public override async Task<Wire.Mailboxes> FindMailboxes(FindMailboxesRequest request, ServerCallContext context)
    {
        var criteria = new MailboxCriteria(request.Finess, request.Service, request.NationalId, request.FamilyName, request.Address);
        if (criteria.Empty) throw new RpcException(new(StatusCode.InvalidArgument, "A criterion is needed."));
        var answer = new Wire.Mailboxes();
        var found = await db.Mailboxes.MatchingAsync(criteria, context.CancellationToken);
        var delegations = await db.MailboxDelegations.DelegatedAsync(found, clock.GetUtcNow(), context.CancellationToken);
        answer.Mailboxes_.AddRange(found.Select(m => new Wire.Mailbox
        {
            Address = m.Address, Type = m.Type, Label = m.Label, Finess = m.Finess, StructureName = m.StructureName, Service = m.Service,
            NationalId = m.NationalId, FamilyName = m.FamilyName, GivenName = m.GivenName, Preferred = m.Preferred,
            DelegatedTo = delegations.GetValueOrDefault(m.Address, ""),
        }));
        return answer;
    }

    private async Task<List<Wire.Situation>> DescribeAsync(List<Professionals.Situation> situations, CancellationToken ct)
    {
        var people = situations.Select(s => s.ProfessionalId).ToList();
        var places = situations.Select(s => s.EstablishmentId).OfType<Guid>().ToList();
        var tenants = situations.Select(s => s.TenantId).ToList();
        var professionals = await db.Professionals.AsNoTracking().Where(p => people.Contains(p.Id)).ToDictionaryAsync(p => p.Id, ct);
        var establishments = await db.Establishments.AsNoTracking().Where(e => places.Contains(e.Id)).ToDictionaryAsync(e => e.Id, ct);
        var organisations = await db.Organisations.AsNoTracking().Where(o => tenants.Contains(o.TenantId)).ToDictionaryAsync(o => o.TenantId, ct);
        var now = clock.GetUtcNow();
        var away = await db.Absences.AsNoTracking().Where(a => people.Contains(a.ProfessionalId) && a.CancelledAt == null && a.StartsAt <= now && a.EndsAt > now).Select(a => a.ProfessionalId).ToListAsync(ct);
        return [.. situations.Select(s => Describe(s, away.Contains(s.ProfessionalId), professionals[s.ProfessionalId], s.EstablishmentId is { } place ? establishments.GetValueOrDefault(place) : null,
            organisations.GetValueOrDefault(s.TenantId), now))];
    }

    private static Wire.Situation Describe(Professionals.Situation situation, bool absent, Professional professional, Structures.Establishment? establishment, Organisation? organisation, DateTimeOffset now)
    {
        var answer = new Wire.Situation
        {
            SituationId = situation.Id.ToString(), TenantId = situation.TenantId.ToString(), TenantName = organisation?.Name ?? "",
            ProfessionalId = professional.Id.ToString(), NationalId = professional.NationalId, FamilyName = professional.FamilyName, GivenName = professional.GivenName, Title = professional.Title,
            Profession = situation.Profession, Speciality = situation.Speciality, Function = situation.Function.Code(), FunctionLabel = situation.Function.Label(),
            EstablishmentId = situation.EstablishmentId?.ToString() ?? "", EstablishmentName = establishment?.Name ?? "", Finess = establishment?.Finess ?? organisation?.FinessEj ?? "",
            Active = situation.ActiveAt(now), Kind = situation.Function == Function.Editeur ? "system" : "pro",
            Category = establishment?.Category ?? "", Sector = establishment?.Sector ?? "", EndsAt = situation.EndsAt?.ToUnixTimeSeconds() ?? 0, StartsAt = situation.StartsAt.ToUnixTimeSeconds(), Absent = absent,
        };
        answer.UnitIds.AddRange(situation.UnitIds.Select(unit => unit.ToString()));
        answer.UnitNames.AddRange(situation.UnitIds.Select(unit => establishment?.Units.FirstOrDefault(known => known.Id == unit)?.Name ?? ""));
        return answer;
    }

    private static Guid Id(string text) => Guid.TryParse(text, out var id) ? id : throw new RpcException(new(StatusCode.InvalidArgument, "An id is a UUID."));
}
