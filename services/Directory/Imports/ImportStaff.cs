using HealthDirectory.Annuaire;
using HealthDirectory.Employment;
using HealthDirectory.Professionals;
using HealthDirectory.Structures;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace HealthDirectory.Imports;

/// <summary>Brings the register to what the staff file says: arrivals, moves, new dates, departures. The file is the whole truth of each contract it names. The caller saves, or not.</summary>
internal sealed class ImportStaff(DirectoryDbContext db, StaffRegister register, TimeProvider clock)
{
    private readonly Dictionary<string, Professional> _people = new(StringComparer.Ordinal);
    private readonly Dictionary<string, EmploymentContract> _contracts = new(StringComparer.Ordinal);
    private readonly List<Situation> _situations = [];
    private readonly Dictionary<string, Establishment> _houses = new(StringComparer.Ordinal);
    private readonly HashSet<(Guid Contract, Guid? Place)> _told = [];

    public async Task<IReadOnlyList<LineReport>> TakeAsync(IReadOnlyList<CsvLine> lines, StaffReach reach, CancellationToken ct)
    {
        await LoadAsync(ct);
        var report = new List<LineReport>(lines.Count);
        var read = new List<(CsvLine Line, StaffLine Staff)>();
        foreach (var line in lines)
        {
            try { read.Add((line, StaffLine.Read(line))); }
            catch (LineRefusedException refusal) { report.Add(new(line.Number, "refused", refusal.Message)); }
        }
        foreach (var contract in read.GroupBy(one => one.Staff.Reference.Trim())) report.AddRange(await TakeContractAsync([.. contract], reach, ct));
        return [.. report.OrderBy(line => line.Line)];
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        foreach (var person in await db.Professionals.ToListAsync(ct)) _people[person.NationalId] = person;
        foreach (var contract in await db.Contracts.ToListAsync(ct)) _contracts[contract.Reference] = contract;
        foreach (var house in await db.Establishments.AsNoTracking().ToListAsync(ct)) _houses[house.Finess] = house;
        _situations.AddRange(await db.Situations.Where(s => s.ContractId != null && s.State != SituationState.Closed).ToListAsync(ct));
    }

    private async Task<List<LineReport>> TakeContractAsync(List<(CsvLine Line, StaffLine Staff)> lines, StaffReach reach, CancellationToken ct)
    {
        var report = new List<LineReport>();
        foreach (var (line, staff) in lines)
        {
            try
            {
                report.Add(await TakeLineAsync(line.Number, staff, reach, ct));
            }
            catch (Exception refusal) when (refusal is LineRefusedException or RefusalException)
            {
                report.Add(new(line.Number, "refused", refusal.Message));
            }
        }
        // A place of the contract that the file no longer names is left at once: rights do not add up.
        if (report.All(line => line.Result != "refused") && _contracts.TryGetValue(lines[0].Staff.Reference.Trim(), out var contract))
            foreach (var left in _situations.Where(s => s.Follows(contract) && !_told.Contains((contract.Id, s.EstablishmentId)) && reach.Covers(s.EstablishmentId) && !(s.EndsAt <= clock.GetUtcNow())).ToList())
            {
                await register.EndAsync(left, clock.GetUtcNow(), ct);
                report[0] = report[0] with { Result = "move", Message = $"{report[0].Message} Quitte {NameOf(left.EstablishmentId)}." };
            }
        return report;
    }

    private async Task<LineReport> TakeLineAsync(int number, StaffLine line, StaffReach reach, CancellationToken ct)
    {
        var house = line.Finess.Length == 0 ? null : _houses.GetValueOrDefault(line.Finess) ?? throw new LineRefusedException($"Le FINESS {line.Finess} n'est pas un établissement de l'organisme.");
        if (!reach.Covers(house?.Id)) throw new LineRefusedException("Cet établissement n'est pas le vôtre : demandez aux ressources humaines du groupe.");
        var units = house is null ? [] : UnitsOf(house, line.Units);
        if (house is not null) Places.Check(house, units);
        var (contract, person) = Known(line);
        if (contract is null) return await ArriveAsync(number, line, person, house, units, ct);

        var renamed = Rename(person!, line);
        if (!_told.Add((contract.Id, house?.Id))) throw new LineRefusedException("Ce contrat a déjà une ligne pour cet établissement.");
        var formerEnd = contract.EndsAt;
        var changed = contract.Change(line.Terms, clock.GetUtcNow());
        if (changed) await register.FollowAsync(contract, formerEnd, _situations, ct);
        var situation = _situations.Find(s => s.ContractId == contract.Id && s.EstablishmentId == house?.Id && s.State != SituationState.Closed);
        if (situation is null && !contract.EndedAt(clock.GetUtcNow())) return await PlaceAsync(number, line, contract, house, units, ct);
        if (situation is not null && (situation.Function != line.Function || !situation.UnitIds.ToHashSet().SetEquals(units)))
        {
            register.Move(situation, units, line.Function);
            return new(number, "move", $"{Who(line)} : {line.Function.Label()}, {NameOf(house?.Id)}.");
        }
        if (changed) return Rescheduled(number, line, formerEnd);
        return renamed ? new(number, "change", $"{Who(line)} : nouveau nom.") : new(number, "unchanged", $"{Who(line)} : rien à changer.");
    }

    private (EmploymentContract?, Professional?) Known(StaffLine line)
    {
        var person = _people.GetValueOrDefault(line.NationalId);
        if (person is not null && FoldedName.Of(person.FamilyName) != FoldedName.Of(line.FamilyName) && FoldedName.Of(person.GivenName) != FoldedName.Of(line.GivenName))
            throw new LineRefusedException($"L'identifiant {line.NationalId} est celui de {person.GivenName} {person.FamilyName}. Vérifiez-le.");
        var contract = _contracts.GetValueOrDefault(line.Reference.Trim());
        if (contract is not null && contract.ProfessionalId != person?.Id) throw new LineRefusedException($"Le contrat {line.Reference} est déjà celui d'une autre personne.");
        return (contract, person);
    }

    // A marriage, a correction: one of the two names is enough to be the same person.
    private static bool Rename(Professional person, StaffLine line)
    {
        if (FoldedName.Of(person.FamilyName) == FoldedName.Of(line.FamilyName) && FoldedName.Of(person.GivenName) == FoldedName.Of(line.GivenName)) return false;
        person.Name(line.FamilyName, line.GivenName);
        return true;
    }

    private async Task<LineReport> ArriveAsync(int number, StaffLine line, Professional? person, Establishment? house, IReadOnlyList<Guid> units, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        // All is checked before anything is added: a refused line leaves nothing behind.
        var known = person ?? Professional.Enrol(Guid.CreateVersion7(now), db.TenantId, line.NationalId, line.FamilyName, line.GivenName, line.Title);
        var contract = EmploymentContract.Sign(Guid.CreateVersion7(now), db.TenantId, known.Id, line.Reference, line.Terms);
        if (person is null)
        {
            db.Add(known);
            if (RegisterCheck.Ask(known, now) is { } check) db.Add(check);
            _people[line.NationalId] = known;
        }
        db.Add(contract);
        _contracts[contract.Reference] = contract;
        _told.Add((contract.Id, house?.Id));
        return await PlaceAsync(number, line, contract, house, units, ct);
    }

    private async Task<LineReport> PlaceAsync(int number, StaffLine line, EmploymentContract contract, Establishment? house, IReadOnlyList<Guid> units, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var startsAt = contract.StartsAt < now && _situations.Exists(s => s.ContractId == contract.Id) ? now : contract.StartsAt;
        _situations.Add(await register.BeginAsync(new(contract.ProfessionalId, house?.Id, units, line.Profession, line.Speciality, line.Function, startsAt, contract.EndsAt, contract.Id), ct));
        var until = contract.EndsAt is { } end ? $" jusqu'au {ParisTime.MinuteOf(end)}" : "";
        return new(number, "arrival", $"{Who(line)} : {line.Function.Label()}, {NameOf(house?.Id)}, à partir du {ParisTime.MinuteOf(startsAt)}{until}.");
    }

    private static LineReport Rescheduled(int number, StaffLine line, DateTimeOffset? formerEnd) => line.Terms.EndsAt is { } end && (formerEnd is null || end < formerEnd)
        ? new(number, "departure", $"{Who(line)} : départ le {ParisTime.MinuteOf(end)}.")
        : new(number, "change", $"{Who(line)} : nouvelles dates du contrat {line.Reference}.");

    private static List<Guid> UnitsOf(Establishment house, IReadOnlyList<string> names) => [.. names.Select(name =>
        house.Units.FirstOrDefault(unit => FoldedName.Of(unit.Name) == FoldedName.Of(name))?.Id ?? throw new LineRefusedException($"« {name} » n'est pas une unité de {house.Name}."))];

    private string NameOf(Guid? place) => place is null ? "tout l'organisme" : _houses.Values.First(house => house.Id == place).Name;

    private static string Who(StaffLine line) => $"{line.GivenName} {line.FamilyName}";
}
