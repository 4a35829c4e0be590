using Contracts.Identity;
using Grpc.Core;
using Grpc.Net.Client;
using Testing;
using Xunit;
using static Identity.Tests.IdentityApi;

namespace Identity.Tests;

/// <summary>The demonstration's residents, as other services ask for them.</summary>
public sealed class DemoIdentityApi : IdentityApi
{
    public DemoIdentityApi() => Settings["Identity:Demo"] = "true";
}

public sealed class IdentityLookupTests(DemoIdentityApi api) : IClassFixture<DemoIdentityApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_ins_goes_with_qualified_identities_only()
    {
        var residents = await OkAsync<Identity.Usagers.UsagerPage>(await api.Brume.GetAsync("/usagers?limit=200", Ct));
        Assert.Equal(24, residents.Total);

        var request = new GetIdentitiesRequest();
        request.UsagerIds.AddRange(residents.Items.Select(u => u.Id.ToString()));
        var answer = await Client.GetIdentitiesAsync(request, Service(Demo.Brume), cancellationToken: Ct);

        Assert.Equal(24, answer.Identities.Count);
        Assert.All(answer.Identities, i => Assert.Equal(i.Status == "QUAL", i.Matricule.Length == 15 && i.Oid == "1.2.250.1.213.1.4.10"));
        Assert.Equal(["PROV", "QUAL", "RECUP", "VALI"], answer.Identities.Select(i => i.Status).Distinct().Order());
        Assert.All(answer.Identities, i => Assert.StartsWith("2.25.", i.IppOid));
        await api.AccessAsync(residents.Items[0].Id, "identity.lookup");
    }

    [Fact]
    public async Task An_ins_leads_to_its_holder_in_its_tenant_only()
    {
        var qualified = (await OkAsync<Identity.Usagers.UsagerPage>(await api.Brume.GetAsync("/usagers?status=QUAL", Ct))).Items[0];
        var asked = new FindByInsRequest { Matricule = qualified.Ins!.Matricule, Oid = qualified.Ins.Oid };

        var here = await Client.FindByInsAsync(asked, Service(Demo.Brume), cancellationToken: Ct);
        var there = await Client.FindByInsAsync(asked, Service(Demo.Rivieres), cancellationToken: Ct);

        Assert.Equal(qualified.Id.ToString(), Assert.Single(here.Identities).UsagerId);
        Assert.Empty(there.Identities);
    }

    [Fact]
    public async Task Somebody_elses_usager_is_not_found_and_a_user_token_alone_opens_nothing()
    {
        var resident = (await OkAsync<Identity.Usagers.UsagerPage>(await api.Brume.GetAsync("/usagers", Ct))).Items[0];

        var foreign = await Assert.ThrowsAsync<RpcException>(async () => await Client.GetIdentityAsync(new() { UsagerId = resident.Id.ToString() }, Service(Demo.Rivieres), cancellationToken: Ct));
        var user = await Assert.ThrowsAsync<RpcException>(async () => await Client.GetIdentityAsync(new() { UsagerId = resident.Id.ToString() }, new Metadata
        {
            { "authorization", "Bearer " + TestIssuer.Current.Token(new() { Tenant = Demo.Brume, Scopes = "identity:read" }, api.Clock.GetUtcNow()) },
        }, cancellationToken: Ct));
        var malformed = await Assert.ThrowsAsync<RpcException>(async () => await Client.GetIdentityAsync(new() { UsagerId = "x" }, Service(Demo.Brume), cancellationToken: Ct));

        Assert.Equal((StatusCode.NotFound, StatusCode.PermissionDenied, StatusCode.InvalidArgument), (foreign.StatusCode, user.StatusCode, malformed.StatusCode));
    }

    [Fact]
    public async Task Seeding_again_changes_nothing()
    {
        await api.RestartAsync();

        Assert.Equal(24, (await OkAsync<Identity.Usagers.UsagerPage>(await api.Brume.GetAsync("/usagers", Ct))).Total);
        Assert.Equal(12, (await OkAsync<Identity.Usagers.UsagerPage>(await api.Rivieres.GetAsync("/usagers", Ct))).Total);
    }

    private IdentityLookup.IdentityLookupClient Client => new(GrpcChannel.ForAddress(api.GrpcAddress.ToString()));

    private Metadata Service(Guid tenant) => new()
    {
        { "authorization", "Bearer " + TestIssuer.Current.ServiceToken("documents", api.Clock.GetUtcNow()) }, { "x-tenant", tenant.ToString() },
    };
}
