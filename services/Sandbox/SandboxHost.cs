using Microsoft.Extensions.DependencyInjection.Extensions;
using Sandbox.Annuaire;
using Sandbox.Certificates;
using Sandbox.Dmp;
using Sandbox.Faults;
using Sandbox.Insi;
using Sandbox.Ledgers;
using Sandbox.Mail;
using Sandbox.Pages;
using Sandbox.Psc;
using Sandbox.Teleplatforms;

namespace Sandbox;

/// <summary>Stand-ins for the national teleservices and for two regional telemedicine platforms, in one process, outside the platform's trust boundary.</summary>
public static class SandboxHost
{
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? adjust = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);   // request lines would show tokens that travel in addresses
        adjust?.Invoke(builder);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.AddListening();
        builder.AddLedger();
        builder.AddFaults();
        builder.AddInsi();
        builder.AddPsc();
        builder.AddDmp();
        builder.AddAnnuaire();
        builder.AddMail();
        builder.AddTeleplatforms();

        var app = builder.Build();
        app.UseHealthOnlyOnPlainHttp();
        app.UseFaults();
        app.MapFaults();
        app.MapLedger();
        app.MapInsi();
        app.MapPsc();
        app.MapDmp();
        app.MapAnnuaire();
        app.MapMail();
        app.MapTelea();
        app.MapTeleb();
        app.MapReceivedPage();
        return app;
    }
}
