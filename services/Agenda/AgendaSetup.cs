using Agenda.Access;

namespace Agenda;

internal static class AgendaSetup
{
    public static void AddAgenda(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<ConsentClient>().AddSingleton<DirectoryClient>();
        services.AddScoped<AgendaAccess>();
    }
}
