using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Merging;
using Testing;
using Xunit;

namespace Platform.Tests;

/// <summary>The notebook on its own database and a recorded sidecar; a twin on the same database when asked.</summary>
public sealed class NotebookApi : IAsyncLifetime
{
    private const string AppToken = "notebook-app-token";
    private readonly List<WebApplication> _apps = [];
    private TestDatabase _database = null!;

    /// <summary>Happens between the reading of a note and its saving.</summary>
    public Func<Guid, Task> Meanwhile { get; set; } = _ => Task.CompletedTask;

    /// <summary>Where the keys of tokens are read; the issuer of all tests unless told.</summary>
    public string? MetadataAddress { get; init; }

    /// <summary>Notes whose echo is not handled, for a reason that is ours.</summary>
    public static ConcurrentDictionary<Guid, bool> Broken { get; } = new();

    public MovableClock Clock { get; } = new();
    public RecordedSidecar Sidecar { get; private set; } = null!;
    public IServiceProvider Provider => _apps[0].Services;
    public Uri GrpcAddress => new(_apps[0].Urls.Last());
    public bool OnPostgres => _database.ConnectionString.Contains("Host=", StringComparison.Ordinal);

    public async ValueTask InitializeAsync()
    {
        Sidecar = await RecordedSidecar.StartAsync();
        _database = await TestDatabase.CreateAsync("notebook");
        await StartAsync();
    }

    /// <summary>Another replica of the service.</summary>
    public Task StartTwinAsync() => StartAsync();

    public HttpClient As(Guid tenant, int replica = 0) =>
        With(TestIssuer.Current.Token(new() { Tenant = tenant, Situation = Guid.CreateVersion7(), Scopes = "notebook:read notebook:write" }, TimeProvider.System.GetUtcNow()), replica);

    public HttpClient With(string? token, int replica = 0)
    {
        var client = new HttpClient { BaseAddress = new(_apps[replica].Urls.First()) };
        if (token is not null) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>Brings a recorded event back to the service, as its own sidecar would.</summary>
    public async Task<HttpResponseMessage> BringAsync(PublishedEvent published, string? token = AppToken)
    {
        using var client = With(null);
        if (token is not null) client.DefaultRequestHeaders.Add("dapr-api-token", token);
        using var content = new StringContent(published.Envelope.GetRawText(), new MediaTypeHeaderValue("application/cloudevents+json"));
        return await client.PostAsync($"/events/{published.Topic}", content, TestContext.Current.CancellationToken);
    }

    /// <summary>Brings what the sidecar has given up to where it is kept.</summary>
    public async Task GiveUpAsync(object envelope)
    {
        using var client = With(null);
        client.DefaultRequestHeaders.Add("dapr-api-token", AppToken);
        using var reply = await client.PostAsJsonAsync("/events/dead-letters", envelope, TestContext.Current.CancellationToken);
        reply.EnsureSuccessStatusCode();
    }

    /// <summary>Brings several events in one request, as the sidecar does when they come together.</summary>
    /// <returns>The answer to each, in their order.</returns>
    public async Task<List<string>> BringLotAsync(string topic, params object[] events)
    {
        using var client = With(null);
        client.DefaultRequestHeaders.Add("dapr-api-token", AppToken);
        using var reply = await client.PostAsJsonAsync($"/events/{topic}", new { id = Guid.NewGuid(), type = "com.dapr.event.sent.bulk", topic, entries = events.Select((one, i) => new { entryId = $"{i}", @event = one }) }, TestContext.Current.CancellationToken);
        reply.EnsureSuccessStatusCode();
        var statuses = (await reply.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("statuses").EnumerateArray().ToDictionary(s => s.GetProperty("entryId").GetString()!, s => s.GetProperty("status").GetString()!);
        return [.. events.Select((_, i) => statuses[$"{i}"])];
    }

    public static object Event(string topic, object data, Guid? tenant = null, Guid? id = null, string? trace = null) => new
    {
        specversion = "1.0", id = id ?? Guid.CreateVersion7(), source = "/services/test", type = topic, subject = Guid.CreateVersion7(), time = TimeProvider.System.GetUtcNow(),
        datacontenttype = "application/json", tenant = tenant ?? Demo.Brume, sequence = 1, environment = "test", traceparent = trace, data,
    };

    /// <summary>Works in a tenant, beside any request.</summary>
    public async Task<T> InAsync<T>(Guid tenant, Func<NotebookDb, Task<T>> work)
    {
        await using var scope = Provider.CreateAsyncScope();
        using var _ = scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(tenant);
        return await work(scope.ServiceProvider.GetRequiredService<NotebookDb>());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var app in _apps) await app.DisposeAsync();
        await Sidecar.DisposeAsync();
        await _database.DisposeAsync();
    }

    private async Task StartAsync()
    {
        var issuer = await TestIssuer.SharedAsync();
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Platform:HttpPort"] = "0", ["Platform:GrpcPort"] = "0", ["Platform:Issuer"] = issuer.Issuer, ["Platform:MetadataAddress"] = MetadataAddress ?? issuer.MetadataAddress,
            ["Platform:Environment"] = "test", ["Platform:ClientKeyFile"] = issuer.ClientKeyFile, ["Dapr:HttpEndpoint"] = Sidecar.Address.ToString(),
            ["Dapr:ApiToken"] = RecordedSidecar.Token, ["Dapr:AppToken"] = AppToken, ["ConnectionStrings:Notebook"] = _database.ConnectionString,
        });
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.AddPlatform("notebook");
        builder.AddTenantDatabase<NotebookDb, PostgresNotebook>("Notebook");
        builder.Services.AddScoped<NotebookDesk>().AddScoped<NotebookFollower>().AddScoped<MergeSweep<NotebookDb, NotebookFollower>>().AddSingleton<SweepMerges<NotebookDb, NotebookFollower>>();
        var app = builder.Build();
        app.UsePlatform();
        app.MapGet("/notes", async (NotebookDb db, CancellationToken ct) => await db.Notes.Select(note => note.Text).ToListAsync(ct)).RequireAuthorization("notebook:read");
        app.MapPost("/notes", Take).RequireAuthorization("notebook:write");
        app.MapGrpc<RefusingHealth>().AllowAnonymous();
        app.MapGet("/asked/{what}", async (string what, CancellationToken ct) =>
        {
            using var channel = GrpcChannel.ForAddress(GrpcAddress);
            await new Health.HealthClient(channel).CheckAsync(new() { Service = what }, cancellationToken: ct);
        }).RequireAuthorization("notebook:read");
        app.MapPost("/notes/{id:guid}/again", async (Guid id, NotebookDb db, CancellationToken ct) =>
        {
            db.Publish(NoteTaken.Topic, new NoteTaken(id), id);
            await db.SaveChangesAsync(ct);
        }).RequireAuthorization("notebook:write");
        app.MapPost("/notes/{id:guid}/lines", AddLine).RequireAuthorization("notebook:write");
        app.MapSorting<NotebookDb, NotebookDesk>("notebook");
        app.MapGet("/forgotten", () => "no policy");
        app.MapEvent<NotebookDb, NoteTaken>(NoteTaken.Topic, (fact, db, _) =>
        {
            db.Add(new HeardNote { Id = Guid.CreateVersion7(), TenantId = db.TenantId, NoteId = fact.NoteId });
            return Task.CompletedTask;
        });
        app.MapEvent<NotebookDb, NoteEchoed>(NoteEchoed.Topic, Echo);
        if (_apps.Count == 0) await CreateTablesAsync(app.Services);
        await app.StartAsync();
        _apps.Add(app);
    }

    // Hears a note once, whatever the number of echoes, and says so.
    private static async Task Echo(NoteEchoed fact, NotebookDb db, CancellationToken ct)
    {
        if (Broken.ContainsKey(fact.NoteId)) throw new InvalidOperationException("The note of Mme DURAND breaks its handler.");
        if (fact.NoteId == Guid.Empty) throw new RuleBrokenException("no-note", "Cette note n'existe pas. Vérifiez-la.");
        if (await db.Heard.AnyAsync(heard => heard.NoteId == fact.NoteId, ct)) return;
        db.Add(new HeardNote { Id = Guid.CreateVersion7(), TenantId = db.TenantId, NoteId = fact.NoteId });
        db.Publish(NoteTaken.Topic, new NoteTaken(fact.NoteId), fact.NoteId);
    }

    private static async Task<IResult> Take(NewNote request, NotebookDb db, CancellationToken ct)
    {
        var note = new Note { Id = Guid.CreateVersion7(), TenantId = db.TenantId, Text = request.Text };
        db.Add(note);
        db.Publish(NoteTaken.Topic, new NoteTaken(note.Id), note.Id);
        await db.SaveChangesAsync(ct);
        return TypedResults.Created($"/notes/{note.Id}");
    }

    private async Task<IResult> AddLine(Guid id, NewNote line, NotebookDb db, HttpContext http, CancellationToken ct)
    {
        var note = await db.Notes.SingleOrDefaultAsync(one => one.Id == id, ct) ?? throw new NotFoundException();
        if (http.Request.Headers.IfMatch.Count > 0) http.RequireVersion(note.Version);
        await Meanwhile(id);
        (note.Text, note.Version) = ($"{note.Text}\n{line.Text}", note.Version + 1);
        db.Publish(NoteTaken.Topic, new NoteTaken(id), id);
        await db.SaveChangesAsync(ct);
        http.SetVersion(note.Version);
        return TypedResults.Ok(note.Text);
    }

    // A real service has migrations; this one has two tables, made here with the same row-level security.
    private async Task CreateTablesAsync(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<NotebookDb>();
        await db.Database.EnsureCreatedAsync();
        if (!OnPostgres) return;
        var migration = new MigrationBuilder(db.Database.ProviderName);
        migration.EnableTenantRowLevelSecurity("Notes");
        migration.EnableTenantRowLevelSecurity("Heard");
        foreach (var sql in migration.Operations.OfType<SqlOperation>()) await db.Database.ExecuteSqlRawAsync(sql.Sql.Replace("{", "{{").Replace("}", "}}"));
    }
}
