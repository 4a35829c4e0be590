using Agenda;
using Agenda.Activities;
using Agenda.Availability;
using Agenda.Booking;
using Agenda.Calendars;
using Agenda.Rules;
using Npgsql;
using Platform;

namespace Bench.Servers;

/// <summary>Agenda's own container and database on PostgreSQL, bound by row-level security, without its HTTP and its neighbours: what is measured is the search and the booking.</summary>
internal sealed class AgendaSubject : IAsyncDisposable
{
    private readonly WebApplication _app;

    private AgendaSubject(WebApplication app) => _app = app;

    public static async Task<AgendaSubject> StartAsync(Issuer issuer, PostgresServer server)
    {
        await using (var owner = NpgsqlDataSource.Create(server.ConnectionString("postgres")))
        {
            await RunAsync(owner, "CREATE ROLE agenda LOGIN NOSUPERUSER NOBYPASSRLS");
            await RunAsync(owner, "CREATE DATABASE agenda OWNER agenda");
        }

        var connection = new NpgsqlConnectionStringBuilder(server.ConnectionString("postgres")) { Username = "agenda", Database = "agenda", MaxPoolSize = 20 }.ToString();
        var builder = WebApplication.CreateBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Configuration.AddInMemoryCollection(issuer.Settings.ToDictionary(setting => setting.Key.Replace("__", ":", StringComparison.Ordinal), setting => (string?)setting.Value));
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Platform:HttpPort"] = "0", ["Platform:GrpcPort"] = "0", ["Dapr:HttpEndpoint"] = issuer.Address, ["ConnectionStrings:Agenda"] = connection,
        });
        builder.AddPlatform("agenda");
        builder.AddTenantDatabase<AgendaDbContext, PostgresAgenda>("Agenda");
        builder.Services.AddSingleton<KnownCalendars>().AddSingleton<Agenda.Houses.KnownHouses>().AddScoped<Candidates>().AddScoped<AvailabilitySearch>().AddScoped<FactsReader>().AddScoped<Planner>().AddScoped<AppointmentWriter>();
        // Only staff never met before is asked of directory, and the bench has none.
        builder.Services.AddSingleton(provider => new DirectoryClient(new Contracts.Directory.DirectoryLookup.DirectoryLookupClient(Grpc.Net.Client.GrpcChannel.ForAddress("http://127.0.0.1:9")), provider.GetRequiredService<TimeProvider>()));
        var app = builder.Build();
        await app.StartAsync();
        return new(app);
    }

    /// <summary>Rows by the thousand, written as the database's owner would.</summary>
    public static async Task FillAsync(PostgresServer server, params string[] statements)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(server.ConnectionString("postgres")) { Database = "agenda", CommandTimeout = 170 }.ToString());
        foreach (var statement in statements) await RunAsync(source, statement);
    }

    /// <summary>A search with what is remembered, or, cold, with nothing.</summary>
    public Task<Found> SearchAsync(Guid tenant, SearchRequest request, bool cold = false) => InTenantAsync(tenant, async services =>
    {
        if (!cold) return await services.GetRequiredService<AvailabilitySearch>().FindAsync(request, default);
        var clock = services.GetRequiredService<TimeProvider>();
        return await new AvailabilitySearch(new(services.GetRequiredService<AgendaDbContext>(), new(), new()), clock).FindAsync(request, default);
    });

    /// <summary>How many calendars a search looks at, whoever answers its needs included.</summary>
    public Task<int> CountAsync(Guid tenant, SearchRequest request) => InTenantAsync(tenant, async services =>
    {
        var (_, answers) = await services.GetRequiredService<Candidates>().ReadAsync(request, default);
        return request.Participants.Concat(answers.SelectMany(answer => answer)).Select(member => member.Id).Distinct().Count();
    });

    /// <summary>The desk's transaction: calendars taken, rules asked, rows and facts written. False on a conflict.</summary>
    public Task<bool> BookAsync(Guid tenant, Guid house, IReadOnlyList<Member> members, DateTimeOffset startsAt, int minutes) => InTenantAsync(tenant, async services =>
    {
        var (now, zone) = (services.GetRequiredService<TimeProvider>().GetUtcNow(), WallTime.Zone(WallTime.Paris));
        var draft = new ActivityDraft(house, "rdv", "Visite", WallTime.DayOf(startsAt, zone), WallTime.TimeOf(startsAt, zone), minutes);
        var activity = Activity.Plan(tenant, draft, Guid.Empty, now);
        return (await services.GetRequiredService<AppointmentWriter>().WriteAsync(activity, members, startsAt, null, null, "", default)).Day.Occurrence is not null;
    });

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task<T> InTenantAsync<T>(Guid tenant, Func<IServiceProvider, Task<T>> act)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        using var entered = scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(tenant);
        return await act(scope.ServiceProvider);
    }

    private static async Task RunAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
