using System.Buffers.Text;
using System.ComponentModel.DataAnnotations;
using System.Text;
using HealthDirectory.Employment;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace HealthDirectory.Professionals;

/// <summary>Who works where, as what, and is there on a day. What the caller may not see is left out before anything is counted.</summary>
internal static class SearchProfessionals
{
    private const int PageSize = 50;

    public static async Task<Ok<ProfessionalPage>> Search([AsParameters] Criteria criteria, StaffRights rights, DirectoryDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var reach = await rights.ReachAsync(ct);
        var house = criteria.UnitId is { } unit ? await HouseOfAsync(db, unit, ct) : null;
        var found = Matching(db, criteria, house, Seen(db, reach, clock.GetUtcNow()), criteria.AvailableAt ?? clock.GetUtcNow());
        var total = await found.CountAsync(ct);
        if (criteria.After is { Length: > 0 } after)
        {
            var (name, id) = Mark.Read(after);
            found = found.Where(row => string.Compare(row.Professional.SearchName, name) > 0 || (row.Professional.SearchName == name && row.Situation.Id > id));
        }
        var page = await found.OrderBy(row => row.Professional.SearchName).ThenBy(row => row.Situation.Id).Take(PageSize + 1).ToListAsync(ct);
        var next = page.Count > PageSize ? Mark.Of(page[PageSize - 1]) : null;
        return TypedResults.Ok(new ProfessionalPage(total, [.. page.Take(PageSize).Select(row => ProfessionalView.Of(row.Professional, row.Situation))], next));
    }

    // Colleagues are seen while they work; who is expected, and the accounts of software, by those who manage the staff of the place.
    private static IQueryable<Situation> Seen(DirectoryDbContext db, StaffReach reach, DateTimeOffset now)
    {
        var all = db.Situations.AsNoTracking();
        return reach.Everything ? all
            : all.Where(s => s.Function != Function.Editeur && (s.StartsAt <= now || (reach.Establishment != null && s.EstablishmentId == reach.Establishment)));
    }

    private static async Task<Guid?> HouseOfAsync(DirectoryDbContext db, Guid unit, CancellationToken ct) =>
        (await db.Establishments.AsNoTracking().ToListAsync(ct)).FirstOrDefault(e => e.Units.Any(known => known.Id == unit))?.Id;

    private static IQueryable<Row> Matching(DirectoryDbContext db, Criteria criteria, Guid? house, IQueryable<Situation> situations, DateTimeOffset at)
    {
        situations = situations.Where(s => s.StartsAt <= at && (s.EndsAt == null || s.EndsAt > at));
        if (criteria.EstablishmentId is { } place) situations = situations.Where(s => s.EstablishmentId == place);
        if (criteria.Function is { } function) situations = situations.Where(s => s.Function == function);
        if (criteria.UnitId is { } unit) situations = situations.Where(s => s.EstablishmentId == house && house != null && (s.UnitIds.Count == 0 || s.UnitIds.Contains(unit)));
        if (criteria.AvailableAt is not null)
            situations = situations.Where(s => !db.Absences.Any(a => a.ProfessionalId == s.ProfessionalId && a.CancelledAt == null && a.StartsAt <= at && a.EndsAt > at));
        var found = situations.Join(db.Professionals.AsNoTracking(), s => s.ProfessionalId, p => p.Id, (s, p) => new Row { Professional = p, Situation = s });
        if (criteria.Name is not { Length: > 0 } name) return found;
        var folded = FoldedName.Of(name);
        return found.Where(row => row.Professional.SearchName.StartsWith(folded));
    }

    private sealed class Row
    {
        public required Professional Professional { get; init; }
        public required Situation Situation { get; init; }
    }

    /// <summary>Where the next page begins.</summary>
    private static class Mark
    {
        public static string Of(Row last) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{last.Situation.Id:N}{last.Professional.SearchName}"));

        public static (string Name, Guid Id) Read(string mark)
        {
            if (!Base64Url.IsValid(mark)) throw Unreadable();
            var text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(mark));
            return text.Length > 32 && Guid.TryParseExact(text[..32], "N", out var id) ? (text[32..], id) : throw Unreadable();
        }

        private static BadInputException Unreadable() => new("invalid-cursor", "Ce repère de page n'est pas valable. Reprenez la liste depuis le début.");
    }
}

/// <param name="AvailableAt">At work at that moment: under a situation, and not away.</param>
public sealed record Criteria([property: StringLength(80)] string? Name, Function? Function, Guid? EstablishmentId, Guid? UnitId, DateTimeOffset? AvailableAt, [property: StringLength(400)] string? After);

internal sealed record ProfessionalPage(int Total, IReadOnlyList<ProfessionalView> Professionals, string? Next);

internal sealed record ProfessionalView(Guid Id, string NationalId, string FamilyName, string GivenName, string Title, Guid SituationId, Function Function,
    string FunctionLabel, Guid? EstablishmentId, IReadOnlyList<Guid> UnitIds)
{
    public static ProfessionalView Of(Professional p, Situation s) =>
        new(p.Id, p.NationalId, p.FamilyName, p.GivenName, p.Title, s.Id, s.Function, s.Function.Label(), s.EstablishmentId, s.UnitIds);
}
