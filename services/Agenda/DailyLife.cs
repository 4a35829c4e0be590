using Agenda.Absences;
using Agenda.Access;
using Agenda.Attendances;
using Agenda.Families;
using Agenda.Feeds;
using Agenda.Imports;
using Agenda.Notes;
using Agenda.Statistics;
using Agenda.Transports;
using Contracts.Billing;
using Platform;

namespace Agenda;

/// <summary>What happens once it was planned: presences, absences, notes, trips, and who looks from outside.</summary>
internal static class DailyLife
{
    public static void AddDailyLife(this IServiceCollection services) =>
        services.AddScoped<PresenceAccess>().AddScoped<CaptureAttendance>().AddScoped<AbsencePlanning>().AddScoped<RecordAbsence>().AddScoped<FeedContent>().AddScoped<ImportPlanning>();

    public static void MapDailyLife(this WebApplication app)
    {
        app.MapAttendances();
        app.MapAbsences();
        app.MapNotes();
        app.MapTraces();
        app.MapStatistics();
        app.MapTrips();
        app.MapPickups();
        app.MapFamilies();
        app.MapFeeds();
        app.MapImports();
        app.MapEvent<AgendaDbContext, PeriodClosed>(PeriodClosed.Topic, ClosedPeriod.Follow);
    }
}
