using Agenda.Absences;
using Agenda.Access;
using Agenda.Attendances;
using Agenda.Families;
using Agenda.Feeds;
using Agenda.Imports;
using Agenda.Merging;
using Agenda.Notes;
using Agenda.Statistics;
using Agenda.Transports;
using Contracts.Billing;
using Contracts.Identity;
using Contracts.Telemedicine;
using Platform;
using Platform.Merging;

namespace Agenda;

/// <summary>What happens once it was planned: presences, absences, notes, trips, and who looks from outside.</summary>
internal static class DailyLife
{
    public static void AddDailyLife(this IServiceCollection services) =>
        services.AddScoped<PresenceAccess>().AddScoped<CaptureAttendance>().AddScoped<AbsencePlanning>().AddScoped<RecordAbsence>().AddScoped<FeedContent>().AddScoped<ImportPlanning>().AddScoped<PersonCalendars>().AddScoped<FollowUnmerge>().AddScoped<FollowMissedActs>().AddScoped<Sorting>().AddMergeFollower<AgendaDbContext, FollowMerge>();

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
        app.MapSorting<AgendaDbContext, Sorting>("agenda");
        app.MapEvent<AgendaDbContext, IdentityMerged, FollowMerge>(IdentityMerged.Topic, FollowMerge.Apply, alone: true);
        app.MapEvent<AgendaDbContext, IdentityUnmerged, FollowUnmerge>(IdentityUnmerged.Topic, FollowUnmerge.Apply, alone: true);
        app.MapEvent<AgendaDbContext, RequestMoved, FollowMissedActs>(RequestMoved.Topic, FollowMissedActs.Apply, alone: true);
        app.MapEvent<AgendaDbContext, PeriodClosed>(PeriodClosed.Topic, ClosedPeriod.Follow);
    }
}
