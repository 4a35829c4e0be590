using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agenda.Activities;
using Agenda.Calendars;
using Agenda.Occurrences;
using Agenda.Tests.Api;
using Contracts.Consent;
using Contracts.Directory;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Platform;
using Testing;
using Xunit;

namespace Agenda.Tests.Daily;

/// <summary>The real service; consent's and directory's answers are the test's. Plannings are put into the database as booking leaves them.</summary>
public sealed class DayApi() : ServiceFixture<AgendaDbContext>("agenda")
{
    public Rights Consent { get; } = new();
    public Staff Directory { get; } = new();
    public IdentityAnswers Identity { get; } = new();

    /// <summary>Every test of the service is watched.</summary>
    public TakenFirst Taken { get; } = new();

    protected override async Task ArrangeAsync()
    {
        Services = Taken.Watch;
        Settings["Services:consent:Grpc"] = Own(await FakeGrpc<Rights>.StartAsync(Consent)).Address;
        Settings["Services:directory:Grpc"] = Own(await FakeGrpc<Staff>.StartAsync(Directory)).Address;
        Settings["Services:identity:Grpc"] = Own(await FakeGrpc<IdentityAnswers>.StartAsync(Identity)).Address;
        foreach (var situation in new[] { Demo.Dorval, Demo.Tessier, Demo.Renaud }) Directory.Add(situation, Demo.Brume, Demo.DeuxChenes);
        Directory.Add(Demo.Montagne, Demo.Brume, Demo.SaulesBlancs);
        Directory.Add(Demo.Bellec, Demo.Rivieres, Demo.PreFleuri);
    }

    public HttpClient Educator => As(Demo.Brume, Demo.Dorval);

    public static DateTimeOffset Paris(int year, int month, int day, int hour, int minute = 0) => WallTime.At(new(year, month, day), new(hour, minute), WallTime.Zone(WallTime.Paris));

    /// <summary>An occurrence with its usagers and professionals, in the plannings of all.</summary>
    public async Task<Occurrence> PlanAsync(DateTimeOffset startsAt, int minutes, IReadOnlyList<Guid> usagers, IReadOnlyList<Guid>? staff = null, DayCounting counting = DayCounting.None, string kind = "activite", string? serafin = "2.3.4.2",
        string label = "Atelier cuisine", bool health = false, int? selfManaged = null, Guid? house = null, Guid? tenant = null, Guid? source = null)
    {
        var zone = WallTime.Zone(WallTime.Paris);
        var draft = new ActivityDraft(house ?? Demo.DeuxChenes, kind, label, WallTime.DayOf(startsAt, zone), WallTime.TimeOf(startsAt, zone), minutes) { Counting = counting, SerafinCode = serafin, Health = health, SelfManagedHoursAhead = selfManaged, SourceId = source };
        return await WithDbAsync(async db =>
        {
            var activity = Activity.Plan(db.TenantId, draft, Demo.Renaud, Clock.GetUtcNow());
            activity.DaysUntil(draft.FirstDay);
            var occurrence = Occurrence.Of(activity, startsAt, startsAt.AddMinutes(minutes), null, Clock.GetUtcNow());
            await using var transaction = await db.Database.BeginTransactionAsync();
            await Calendar.TakeAsync(db, [.. usagers.Select(u => new CalendarRef(CalendarKind.Usager, u)), .. (staff ?? []).Select(s => new CalendarRef(CalendarKind.Staff, s))], default);
            db.Add(activity);
            db.Add(occurrence);
            foreach (var (id, member) in usagers.Select(u => (u, CalendarKind.Usager)).Concat((staff ?? []).Select(s => (s, CalendarKind.Staff))))
            {
                db.Add(ActivityMember.Of(activity, member, id, false));
                db.Add(Participation.Of(db.TenantId, occurrence.Id, member, id));
                db.Add(Busy.For(db.TenantId, id, occurrence.StartsAt, occurrence.EndsAt, BusyNature.Occurrence, occurrence.Id, occurrence.EstablishmentId));
            }

            await db.SaveChangesAsync();
            await transaction.CommitAsync();
            return occurrence;
        }, tenant);
    }

    public async Task<T> WithDbAsync<T>(Func<AgendaDbContext, Task<T>> work, Guid? tenant = null)
    {
        await using var scope = Provider.CreateAsyncScope();
        using var entered = scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(tenant ?? Demo.Brume);
        return await work(scope.ServiceProvider.GetRequiredService<AgendaDbContext>());
    }

    public static object Said(Guid occurrence, Guid usager, string state, DateTimeOffset deviceAt, Guid? mutation = null) =>
        new { mutationId = mutation ?? Guid.CreateVersion7(), occurrenceId = occurrence, deviceAt, usagerId = usager, state };

    public async Task<JsonElement[]> CaptureAsync(string device, params object[] mutations)
    {
        var (status, body) = await PostAsync("/attendances/batch", new { deviceId = device, mutations });
        Assert.True(status == HttpStatusCode.OK, body.ToString());
        return [.. body.GetProperty("results").EnumerateArray()];
    }

    public Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(string path, object body, HttpClient? by = null, string? version = null) => SendAsync(HttpMethod.Post, path, body, by, version);

    public async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(HttpMethod method, string path, object? body = null, HttpClient? by = null, string? version = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = JsonContent.Create(body);
        if (version is not null) request.Headers.TryAddWithoutValidation("If-Match", version);
        using var client = by ?? Educator;
        using var reply = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (reply.StatusCode, text.Length > 0 && reply.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true ? JsonDocument.Parse(text).RootElement.Clone() : default);
    }

    public async Task<JsonElement> GetAsync(string path, HttpClient? by = null)
    {
        var (status, body) = await SendAsync(HttpMethod.Get, path, by: by);
        Assert.True(status == HttpStatusCode.OK, $"{status} {body}");
        return body;
    }

    public IEnumerable<PublishedEvent> Facts(string topic, Guid usager) => Published.Where(p => p.Topic == topic && p.Data.TryGetProperty("usagerId", out var id) && id.GetGuid() == usager);

    /// <summary>Allows all, but for whom the test closes.</summary>
    public sealed class Rights : Decisions.DecisionsBase
    {
        public ConcurrentDictionary<Guid, bool> Closed { get; } = new();

        /// <summary>What a situation may not do: action and aspect.</summary>
        public ConcurrentDictionary<(Guid Situation, string Action), bool> Without { get; } = new();

        public ConcurrentDictionary<Guid, string[]> Duties { get; } = new();

        /// <summary>Level of an account for a person; accounts without any are refused.</summary>
        public ConcurrentDictionary<(string Account, Guid Usager), (string Kind, int Level)> Grants { get; } = new();

        public override Task<DecisionList> AuthorizeMany(AuthorizeManyRequest request, ServerCallContext context)
        {
            var list = new DecisionList();
            list.Decisions.AddRange(request.Usagers.Select(u => Decide(Guid.Parse(u.UsagerId), request.SituationId, request.Action, WhoAsks(request.CallerKind, request.Caller, context))));
            return Task.FromResult(list);
        }

        public override Task<Decision> Authorize(AuthorizeRequest request, ServerCallContext context) =>
            Task.FromResult(Decide(Guid.Parse(request.UsagerId), request.SituationId, request.Action, WhoAsks(request.CallerKind, request.Caller, context)));

        // As consent does: the user's token says who asks; without one, the service does.
        private static (string Kind, string Account) WhoAsks(string kind, string account, ServerCallContext context)
        {
            if (context.RequestHeaders.GetValue("x-user-token") is not { Length: > 0 } token) return (kind, account);
            var read = new Microsoft.IdentityModel.JsonWebTokens.JsonWebToken(token);
            return (read.GetClaim("kind").Value, read.Subject);
        }

        private Decision Decide(Guid usager, string situation, string action, (string Kind, string Account) asker)
        {
            var (kind, caller) = asker;
            if (kind is "person" or "relative") return Account(usager, action, kind, caller);
            var by = Guid.TryParse(situation, out var id) ? id : Guid.Empty;
            if (Closed.ContainsKey(usager)) return new() { Allowed = false, ReasonCode = "DENY_RELATION", Explanation = "Aucun lien." };
            if (Without.ContainsKey((by, action))) return new() { Allowed = false, ReasonCode = "DENY_PROFILE", Explanation = "La fonction ne donne pas ce droit.", MayKnow = true };
            var decision = new Decision { Allowed = true, ReasonCode = "ALLOW", MayKnow = true };
            decision.Obligations.AddRange(Duties.GetValueOrDefault(by, []));
            return decision;
        }

        private Decision Account(Guid usager, string action, string kind, string caller)
        {
            if (!Grants.TryGetValue((caller, usager), out var grant) || grant.Kind != kind || grant.Level == 0) return new() { Allowed = false, ReasonCode = "DENY_RELATION", Explanation = "Aucune autorisation." };
            if (action != "R" && grant.Level < 2) return new() { Allowed = false, ReasonCode = "DENY_PROFILE", Explanation = "Vous pouvez consulter l'agenda, pas le modifier.", MayKnow = true };
            var decision = new Decision { Allowed = true, ReasonCode = "ALLOW", MayKnow = true, Relation = kind };
            decision.Obligations.Add("mask-participants");
            if (kind == "relative") decision.Obligations.Add("mask-health-labels");
            if (action != "R") decision.Obligations.Add(grant.Level >= 3 ? "self-manage" : "request");
            return decision;
        }
    }

    public sealed class Staff : DirectoryLookup.DirectoryLookupBase
    {
        private readonly ConcurrentDictionary<string, Situation> _situations = new();

        public void Add(Guid situation, Guid tenant, Guid? house, string function = "educateur-specialise") =>
            _situations[situation.ToString()] = new() { SituationId = situation.ToString(), TenantId = tenant.ToString(), EstablishmentId = house?.ToString() ?? "", Function = function, Active = true };

        public override Task<Situation> GetSituation(GetSituationRequest request, ServerCallContext context) =>
            _situations.TryGetValue(request.SituationId, out var found) ? Task.FromResult(found) : throw new RpcException(new(StatusCode.NotFound, "unknown"));
    }
}
