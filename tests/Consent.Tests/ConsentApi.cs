using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using Contracts.Consent;
using Contracts.Directory;
using Contracts.Identity;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Testing;
using Xunit;

namespace Consent.Tests;

/// <summary>The real decision point; directory's and identity's answers are the test's.</summary>
public sealed class ConsentApi() : ServiceFixture<Program>("consent")
{
    private GrpcChannel? _channel;

    public Staff Directory { get; init; } = new();
    public Persons Identity { get; init; } = new();

    /// <summary>A second replica on the database of the first.</summary>
    public static ConsentApi ReplicaOf(ConsentApi first)
    {
        var replica = new ConsentApi { Directory = first.Directory, Identity = first.Identity };
        replica.Settings["ConnectionStrings:Consent"] = first.Provider.GetRequiredService<IConfiguration>().GetConnectionString("Consent");
        return replica;
    }

    public Decisions.DecisionsClient Decisions => new(_channel ??= GrpcChannel.ForAddress(GrpcAddress.ToString()));

    public Metadata Service(Guid tenant, string? userToken = null, string service = "documents")
    {
        var metadata = new Metadata { { "authorization", $"Bearer {TestIssuer.Current.ServiceToken(service, Clock.GetUtcNow())}" }, { "x-tenant", tenant.ToString() } };
        if (userToken is not null) metadata.Add("x-user-token", userToken);
        return metadata;
    }

    public string UserToken(Guid tenant, Guid? situation, string kind, string sub, DateTimeOffset? authTime) =>
        TestIssuer.Current.Token(new() { Subject = sub, Tenant = tenant, Situation = situation, Kind = kind, Scopes = "documents:read", AuthTime = authTime }, Clock.GetUtcNow());

    /// <summary>A person who lives in a house, as identity would tell.</summary>
    public async Task<Guid> ResidentAsync(Guid tenant, Guid house, Guid? unit = null, string born = "1936-06-21")
    {
        var id = Guid.CreateVersion7();
        Identity.Born[id.ToString()] = born;
        Assert.Equal("SUCCESS", await DeliverAsync(IdentityCreated.Topic, new IdentityCreated(id, "PROV", house, unit, Clock.GetUtcNow()), tenant));
        return id;
    }

    public async Task<Decision> AskAsync(Guid tenant, Guid situation, Guid usager, string category, string action, string channel = "", Action<AuthorizeRequest>? more = null, string? userToken = null, string service = "documents")
    {
        var request = new AuthorizeRequest { SituationId = situation.ToString(), UsagerId = usager.ToString(), Category = category, Action = action, Purpose = "coordination", Channel = channel };
        more?.Invoke(request);
        return await Decisions.AuthorizeAsync(request, Service(tenant, userToken, service));
    }

    public async Task<Decision> AskAsAccountAsync(string account, Guid usager, string category, string action, string kind = "relative", Action<AuthorizeRequest>? more = null)
    {
        var request = new AuthorizeRequest { UsagerId = usager.ToString(), Category = category, Action = action, Purpose = "access", CallerKind = kind, Caller = account };
        more?.Invoke(request);
        return await Decisions.AuthorizeAsync(request, Service(Demo.Brume));
    }

    /// <summary>Posts and reads the id of what was made.</summary>
    public async Task<Guid> MakeAsync(Guid situation, string path, object body)
    {
        using var reply = await As(Demo.Brume, situation).PostAsJsonAsync(path, body, TestContext.Current.CancellationToken);
        var text = await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True((int)reply.StatusCode == 201, $"{path}: {(int)reply.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement.GetProperty("id").GetGuid();
    }

    public async Task<(int Status, string Code)> TryAsync(Guid situation, string path, object? body = null, DateTimeOffset? authTime = null, HttpMethod? method = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Post, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var reply = await As(Demo.Brume, situation, authTime: authTime).SendAsync(request, TestContext.Current.CancellationToken);
        var text = await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var code = text.Length > 0 && JsonDocument.Parse(text).RootElement is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty("code", out var found) ? found.GetString()! : "";
        return ((int)reply.StatusCode, code);
    }

    public async Task<JsonElement> ReadAsync(Guid situation, string path, string kind = "pro", string? sub = null) =>
        await As(Demo.Brume, situation, kind: kind, sub: sub).GetFromJsonAsync<JsonElement>(path, TestContext.Current.CancellationToken);

    /// <summary>A grant as a nurse of the house records it.</summary>
    public async Task<Guid> GrantAsync(Guid by, Guid usager, string account, string holder = "Relative", int level = 1, Guid? measure = null, bool agreed = false, string[]? scopes = null, string[]? hidden = null, DateTimeOffset? to = null) =>
        await MakeAsync(by, $"/usagers/{usager}/grants", new
        {
            holder, account, name = "Mme Proche", level, proof = "formulaire signé", relation = "fille", scopes = scopes ?? (holder == "Relative" ? ["Agenda", "Messages", "Documents", "Billing"] : []), hiddenCategories = hidden ?? [],
            measureId = measure, agreedByPerson = agreed, to,
        });

    protected override async Task ArrangeAsync()
    {
        Settings["Services:directory:Grpc"] = Own(await FakeGrpc<Staff>.StartAsync(Directory)).Address;
        Settings["Services:identity:Grpc"] = Own(await FakeGrpc<Persons>.StartAsync(Identity)).Address;
    }

    public sealed class Staff : DirectoryLookup.DirectoryLookupBase
    {
        private readonly ConcurrentDictionary<string, Situation> _situations = new();

        public Guid Add(Guid tenant, string function, Guid? house, bool active = true, params Guid[] units)
        {
            var id = Guid.CreateVersion7();
            var situation = new Situation
            {
                SituationId = id.ToString(), TenantId = tenant.ToString(), Function = function, FunctionLabel = Label(function), EstablishmentId = house?.ToString() ?? "", Active = active, NationalId = $"8{id:N}",
                ProfessionalId = Guid.CreateVersion7().ToString(), FamilyName = $"NOM-{function}", GivenName = "Camille", Finess = FinessOf(house), Category = CategoryOf(house),
                StartsAt = new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds(),
            };
            situation.UnitIds.AddRange(units.Select(unit => unit.ToString()));
            situation.UnitNames.AddRange(units.Select((_, at) => at == 0 ? "Rivage" : "Prairie"));
            _situations[id.ToString()] = situation;
            return id;
        }

        public Situation Of(Guid id) => _situations[id.ToString()];

        public void End(Guid id) => _situations[id.ToString()].Active = false;

        /// <summary>Situations that were asked for one by one.</summary>
        public ConcurrentQueue<string> AskedAlone { get; } = new();

        public override Task<Situation> GetSituation(GetSituationRequest request, ServerCallContext context)
        {
            AskedAlone.Enqueue(request.SituationId);
            return _situations.TryGetValue(request.SituationId, out var found) ? Task.FromResult(found) : throw new RpcException(new(StatusCode.NotFound, "unknown"));
        }

        public override Task<SituationList> GetSituations(GetSituationsRequest request, ServerCallContext context)
        {
            var list = new SituationList();
            list.Situations.AddRange(request.SituationIds.Where(_situations.ContainsKey).Select(id => _situations[id]));
            return Task.FromResult(list);
        }

        public override Task<Establishment> GetEstablishment(GetEstablishmentRequest request, ServerCallContext context)
        {
            var house = Guid.Parse(request.EstablishmentId);
            return CategoryOf(house) is { Length: > 0 } category ? Task.FromResult(new Establishment { EstablishmentId = request.EstablishmentId, Category = category }) : throw new RpcException(new(StatusCode.NotFound, "unknown"));
        }

        public static string FinessOf(Guid? house) => house == Demo.SaulesBlancs ? "990000028" : house == Demo.RoseraieDuLac ? "990000036" : house == Demo.DeuxChenes ? "990000077" : "990000051";

        private static string CategoryOf(Guid? house) => house is null ? "" : house == Demo.DeuxChenes ? "183" : "500";

        private static string Label(string function) => function == "ide" ? "Infirmier diplômé d'État" : function;
    }

    public sealed class Persons : IdentityLookup.IdentityLookupBase
    {
        public ConcurrentDictionary<string, string> Born { get; } = new();

        /// <summary>Persons whose facts have not left yet, and where they live.</summary>
        public ConcurrentDictionary<string, (Guid House, Guid? Unit)> JustAdmitted { get; } = new();

        /// <summary>Who was asked about, lot by lot.</summary>
        public ConcurrentQueue<string[]> Asked { get; } = new();

        public bool Down { get; set; }

        public override Task<UsagerIdentities> GetIdentities(GetIdentitiesRequest request, ServerCallContext context)
        {
            if (Down) throw new RpcException(new(StatusCode.Unavailable, "down"));
            Asked.Enqueue([.. request.UsagerIds]);
            var list = new UsagerIdentities();
            foreach (var id in request.UsagerIds)
                if (JustAdmitted.TryGetValue(id, out var lives)) list.Identities.Add(new UsagerIdentity { UsagerId = id, EstablishmentId = lives.House.ToString(), UnitId = lives.Unit?.ToString() ?? "", BirthDate = "1936-06-21", Active = true });
            return Task.FromResult(list);
        }

        public override Task<UsagerIdentity> GetIdentity(GetIdentityRequest request, ServerCallContext context) =>
            Born.TryGetValue(request.UsagerId, out var born) ? Task.FromResult(new UsagerIdentity { UsagerId = request.UsagerId, BirthDate = born }) : throw new RpcException(new(StatusCode.NotFound, "unknown"));
    }
}
