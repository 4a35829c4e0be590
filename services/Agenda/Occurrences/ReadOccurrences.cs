using Agenda.Access;
using Agenda.Calendars;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Agenda.Occurrences;

public sealed record OccurrencePage(IReadOnlyList<OccurrenceView> Items, int Total, int Page, int PageSize);

/// <summary>Reading plannings. Each read is decided person by person and written to the trail with its answer.</summary>
internal static class ReadOccurrences
{
    private const int LongestDays = 62, Largest = 200, Most = 5000;

    public static async Task<Ok<OccurrenceView>> Read(Guid id, HttpContext http, AgendaDbContext db, AgendaAccess access, OccurrenceViews views, CancellationToken ct)
    {
        var occurrence = await db.Occurrences.AsNoTracking().SingleOrDefaultAsync(o => o.Id == id, ct) ?? throw await access.MissingAsync("occurrence", id, "agenda.read", ct);
        var view = await OneAsync(occurrence, db, access, views, ct);
        http.SetVersion(view.Version);
        return TypedResults.Ok(view);
    }

    /// <summary>The occurrence as the caller may see it; refused like a missing one when nobody in it may be seen.</summary>
    public static async Task<OccurrenceView> OneAsync(Occurrence occurrence, AgendaDbContext db, AgendaAccess access, OccurrenceViews views, CancellationToken ct)
    {
        var view = (await views.ShowAsync([occurrence], masked: false, "agenda.read", "occurrence", occurrence.Id, ct)).SingleOrDefault() ?? throw await access.MissingAsync("occurrence", occurrence.Id, "agenda.read", ct);
        if (view.Members.All(m => m.Kind != CalendarKind.Usager)) await access.RequireHouseAsync(occurrence.EstablishmentId, ct);
        await db.SaveChangesAsync(ct);
        return view;
    }

    /// <summary>The planning of a house. Total counts what the caller may see, and nothing else.</summary>
    public static async Task<Ok<OccurrencePage>> OfHouse(Guid establishmentId, DateTimeOffset from, DateTimeOffset until, AgendaDbContext db, AgendaAccess access, OccurrenceViews views, CancellationToken ct,
        Guid? unitId = null, bool? toReplace = null, int page = 1, int pageSize = 50)
    {
        Check(from, until);
        if (page < 1 || pageSize is < 1 or > Largest) throw new BadInputException("page", $"La page commence à 1 et compte de 1 à {Largest} éléments. Corrigez la page demandée.");
        await access.RequireHouseAsync(establishmentId, ct);
        var query = db.Occurrences.AsNoTracking().Where(o => o.EstablishmentId == establishmentId && o.StartsAt >= from && o.StartsAt < until);
        if (unitId is { } unit) query = query.Where(o => o.UnitId == unit);
        if (toReplace is { } missing) query = query.Where(o => o.ToReplace == missing);
        var all = await query.OrderBy(o => o.StartsAt).ThenBy(o => o.Id).Take(Most + 1).ToListAsync(ct);
        if (all.Count > Most) throw new BadInputException("period-too-full", $"La période compte plus de {Most} rendez-vous. Demandez moins de jours, ou une unité à la fois.");
        var seen = await views.ShowAsync(all, masked: false, "agenda.list", "establishment", establishmentId, ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(new OccurrencePage([.. seen.Skip((page - 1) * pageSize).Take(pageSize)], seen.Count, page, pageSize));
    }

    public static void Check(DateTimeOffset from, DateTimeOffset until)
    {
        if (until <= from) throw new BadInputException("period", "La fin de la période précède son début. Corrigez les deux dates.");
        if (until - from > TimeSpan.FromDays(LongestDays)) throw new BadInputException("period-too-long", $"La période dépasse {LongestDays} jours. Demandez-la en plusieurs fois.");
    }
}
