using Agenda.Access;
using Agenda.Activities;
using Agenda.Availability;
using Agenda.Booking;
using Agenda.Calendars;
using Agenda.Constraints;
using Agenda.Houses;
using Agenda.Occurrences;
using Agenda.Rules;
using Agenda.Staff;

namespace Agenda;

internal static class AgendaSetup
{
    public static void AddAgenda(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        builder.Services.AddDailyLife();
        services.AddSingleton<ConsentClient>().AddSingleton<DirectoryClient>().AddSingleton<IdentityClient>().AddSingleton<KnownCalendars>().AddSingleton<KnownHouses>();
        services.AddScoped<AgendaAccess>().AddScoped<FactsReader>().AddScoped<Candidates>().AddScoped<AvailabilitySearch>().AddScoped<Alternatives>();
        services.AddScoped<SearchDesk>().AddScoped<Holders>().AddScoped<Planner>().AddScoped<AppointmentWriter>().AddScoped<BookingDesk>().AddScoped<OccurrenceDesk>().AddScoped<Overlaps>().AddScoped<OccurrenceViews>();
        services.AddScoped<StaffTimes>().AddScoped<Wishes>().AddScoped<PlanningRound>();
        services.AddHostedService<TellUrgencies>().AddHostedService<ExtendSeries>();
    }
}
