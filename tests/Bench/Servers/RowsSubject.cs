using Bench.Rows;
using Platform;

namespace Bench.Servers;

/// <summary>A service of the platform with one table, one command, one query and one subscription.</summary>
internal static class RowsSubject
{
    public static WebApplication Make(int port)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Platform:HttpPort"] = $"{port}", ["Platform:GrpcPort"] = "0" });
        var app = Build(builder);
        app.UsePlatform();
        app.MapRows();
        app.MapPost("/fill", FillAsync).RequireAuthorization("bench:write");
        app.MapGet("/arrivals", (Arrivals arrivals, bool keep) => arrivals.Look(keep)).RequireAuthorization("bench:write");
        if (builder.Configuration.GetValue("Bench:Subscribe", false))
            app.MapEvent<RowsDbContext, RowWritten, Arrivals>(RowWritten.Topic, (fact, _, arrivals, _) => arrivals.Apply(fact));
        return app;
    }

    /// <summary>The service without its routes, for what is measured inside one process.</summary>
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.AddPlatform("bench");
        builder.AddTenantDatabase<RowsDbContext, PostgresRows>("Rows");
        builder.Services.AddSingleton<Arrivals>();
        builder.Services.AddAuthorizationBuilder().AddPolicy("bench:write", policy => policy.RequireScope("bench:write"));
        var app = builder.Build();
        using var scope = app.Services.CreateScope();
        using var all = scope.ServiceProvider.GetRequiredService<TenantScope>().EnterSystem();
        scope.ServiceProvider.GetRequiredService<RowsDbContext>().Database.EnsureCreated();
        return app;
    }

    private static async Task FillAsync(int count, RowsDbContext db, TimeProvider clock, CancellationToken ct)
    {
        for (var i = 0; i < count; i++)
        {
            db.Publish(RowWritten.Topic, new RowWritten(Guid.CreateVersion7(), clock.GetUtcNow(), RowWritten.Filler), Guid.CreateVersion7());
            if (i % 500 != 499) continue;
            await db.SaveChangesAsync(ct);
            db.ChangeTracker.Clear();
        }
        await db.SaveChangesAsync(ct);
    }
}
