using Platform.Merging;
using Telemedicine.Access;
using Telemedicine.Following;
using Telemedicine.Funding;
using Telemedicine.Platforms;
using Telemedicine.Reports;
using Telemedicine.Requests;
using Telemedicine.Scheduling;
using Telemedicine.Sealing;

namespace Telemedicine;

internal static class TelemedicineSetup
{
    public static void AddTelemedicine(this IServiceCollection services)
    {
        services.AddSingleton<ConsentClient>().AddSingleton<DirectoryClient>().AddSingleton<IdentityClient>().AddSingleton<AgendaClient>().AddSingleton<DocumentsClient>();
        services.AddSingleton<ClinicalSeal>().AddSingleton<ContextSigner>().AddSingleton<PlatformDirectory>();
        services.AddScoped<CareAccess>().AddScoped<StructureAccess>().AddScoped<Sorting>().AddScoped<RequestViewing>().AddScoped<Counters>().AddScoped<SendingWarnings>();
        services.AddScoped<FindSlots>().AddScoped<PlanAct>().AddScoped<MoveActs>().AddScoped<FreeAct>().AddScoped<FollowAgenda>().AddScoped<CancelOnConsentChanged>();
        services.AddScoped<FundingNote>().AddScoped<LateRequest>().AddScoped<FreeLooseAppointment>().AddMergeFollower<TelemedicineDbContext, FollowMerge>();
        services.AddScoped<ContextAssembly>().AddScoped<TellPlatform>().AddScoped<ApplyNews>().AddScoped<TakeReport>().AddScoped<FileReport>().AddScoped<FollowMessages>();
        services.AddHostedService<WatchRequests>().AddHostedService<TellPlatforms>().AddHostedService<FileReports>().AddHostedService<FreeLooseAppointments>();
    }
}
