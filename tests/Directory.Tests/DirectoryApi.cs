using System.Net.Http.Json;
using System.Text.Json;
using Contracts.Consent;
using Contracts.Directory;
using Grpc.Core;
using Grpc.Net.Client;
using HealthDirectory.Mailboxes;
using Microsoft.Extensions.DependencyInjection;
using Testing;
using Xunit;

namespace HealthDirectory.Tests;

/// <summary>The real directory with the demo structures.</summary>
public class DirectoryApi : ServiceFixture<Program>
{
    public DirectoryApi() : base("directory") => Settings["Directory:Demo"] = "true";

    /// <summary>Asks as another service would; <paramref name="tenant"/> is named beside the service token.</summary>
    public DirectoryLookup.DirectoryLookupClient Lookup => new(GrpcChannel.ForAddress(GrpcAddress.ToString()));

    public HttpClient Admin => As(Demo.Brume, scopes: "directory:read directory:write directory:admin");

    /// <summary>The director of Les Saules Blancs: manages the staff of that house alone.</summary>
    public HttpClient Director => As(Demo.Brume, Demo.Lefort);

    /// <summary>To the millisecond, which every database keeps.</summary>
    public DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(Clock.GetUtcNow().ToUnixTimeMilliseconds());

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public Metadata Service(Guid? tenant = null)
    {
        var headers = new Metadata { { "authorization", $"Bearer {TestIssuer.Current.ServiceToken("consent", Clock.GetUtcNow())}" } };
        if (tenant is { } id) headers.Add("x-tenant", id.ToString());
        return headers;
    }

    public async Task<bool> ActiveAsync(Guid situation) => (await Lookup.GetSituationAsync(new() { SituationId = situation.ToString() }, Service(), cancellationToken: Ct)).Active;

    /// <summary>Somebody new, without an RPPS number.</summary>
    public async Task<Guid> EnrolAsync(string family, string given, string? nationalId = null)
    {
        var reply = await Admin.PostAsJsonAsync("/professionals", new { nationalId = nationalId ?? $"3990000010/T{Guid.CreateVersion7():N}"[..24] + Random.Shared.Next(100000), familyName = family, givenName = given }, Ct);
        Assert.Equal(201, (int)reply.StatusCode);
        return Guid.Parse(reply.Headers.Location!.ToString().Split('/')[^1]);
    }

    public async Task<JsonElement> SignAsync(Guid professional, DateTimeOffset start, DateTimeOffset? end, Guid establishment, string function = "AideSoignant", string kind = "Cdd", params Guid[] units)
    {
        var reply = await Admin.PostAsJsonAsync($"/professionals/{professional}/contracts", new
        {
            reference = $"C-{Guid.CreateVersion7()}", kind, startsAt = start, endsAt = end, assignments = new[] { new { unitIds = units, function, establishmentId = establishment } },
        }, Ct);
        Assert.Equal(201, (int)reply.StatusCode);
        return await reply.Content.ReadFromJsonAsync<JsonElement>(Ct);
    }

    /// <summary>A mailbox as the Annuaire Santé would publish it.</summary>
    public async Task PublishAsync(MailboxFacts mailbox)
    {
        await using var scope = Provider.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<DirectoryDbContext>();
        db.Add(HealthDirectory.Mailboxes.Mailbox.Publish(mailbox));
        await db.SaveChangesAsync(Ct);
    }

    /// <summary>Persons who are nobody's business here: consent knows no tie to them.</summary>
    public System.Collections.Concurrent.ConcurrentDictionary<Guid, string> Refused { get; } = new();

    protected override async Task ArrangeAsync() => Settings["Services:consent:Grpc"] = Own(await FakeGrpc<ConsentAnswers>.StartAsync(new ConsentAnswers(this))).Address;

    public sealed class ConsentAnswers(DirectoryApi api) : Decisions.DecisionsBase
    {
        public override Task<DecisionList> AuthorizeMany(AuthorizeManyRequest request, ServerCallContext context)
        {
            var list = new DecisionList();
            list.Decisions.AddRange(request.Usagers.Select(u => api.Refused.TryGetValue(Guid.Parse(u.UsagerId), out var code) ? new Decision { ReasonCode = code } : new Decision { Allowed = true, ReasonCode = "ALLOW" }));
            return Task.FromResult(list);
        }
    }

    public static async Task<(int Status, string Code, string Detail)> ProblemAsync(HttpResponseMessage reply)
    {
        Assert.Equal("application/problem+json", reply.Content.Headers.ContentType?.MediaType);
        var problem = await reply.Content.ReadFromJsonAsync<JsonElement>(Ct);
        return ((int)reply.StatusCode, problem.GetProperty("code").GetString()!, problem.GetProperty("detail").GetString()!);
    }
}
