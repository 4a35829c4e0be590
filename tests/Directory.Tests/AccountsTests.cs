using Contracts.Directory;
using Grpc.Core;
using Testing;
using Xunit;

namespace HealthDirectory.Tests;

public sealed class AccountsTests(DirectoryApi api) : IClassFixture<DirectoryApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_professional_of_two_houses_has_two_situations()
    {
        var account = await api.Lookup.FindAccountAsync(new() { NationalId = "899900000029" }, api.Service(), cancellationToken: Ct);

        Assert.Equal(["EHPAD Les Saules Blancs", "EHPAD La Roseraie du Lac"], account.Situations.Select(situation => situation.EstablishmentName));
        Assert.All(account.Situations, situation => Assert.Equal("ide", situation.Function));
    }

    [Fact]
    public async Task An_identifier_nobody_holds_is_not_found()
    {
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await api.Lookup.FindAccountAsync(new() { NationalId = "899900000045" }, api.Service(), cancellationToken: Ct));

        Assert.Equal(StatusCode.NotFound, refused.StatusCode);
    }

    [Fact]
    public async Task A_call_without_a_service_token_is_refused()
    {
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await api.Lookup.FindAccountAsync(new() { NationalId = "899900000029" }, cancellationToken: Ct));

        Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
    }

    [Fact]
    public async Task An_ended_situation_is_no_longer_active()
    {
        var admin = api.As(Demo.Brume, scopes: "directory:admin");

        var ended = await admin.PostAsync($"/situations/{Demo.Langlois}/end", null, Ct);
        var situation = await api.Lookup.GetSituationAsync(new() { SituationId = Demo.Langlois.ToString() }, api.Service(), cancellationToken: Ct);

        Assert.Equal(204, (int)ended.StatusCode);
        Assert.False(situation.Active);
        var fact = await api.WaitForAsync(StaffLeft.Topic);
        Assert.Equal(Demo.Langlois, fact.As<StaffLeft>().SituationId);
    }

    [Fact]
    public async Task Several_situations_are_told_at_once_whatever_their_tenant_and_unknown_ones_are_left_out()
    {
        var request = new GetSituationsRequest { SituationIds = { Demo.Vasseur.ToString(), Demo.Bellec.ToString(), Guid.CreateVersion7().ToString() } };

        var found = (await api.Lookup.GetSituationsAsync(request, api.Service(), cancellationToken: Ct)).Situations;
        var alone = await api.Lookup.GetSituationAsync(new() { SituationId = Demo.Vasseur.ToString() }, api.Service(), cancellationToken: Ct);
        var tooMany = new GetSituationsRequest { SituationIds = { Enumerable.Range(0, 501).Select(_ => Demo.Vasseur.ToString()) } };
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await api.Lookup.GetSituationsAsync(tooMany, api.Service(), cancellationToken: Ct));

        Assert.Equal(2, found.Count);
        Assert.Equal(alone, found.Single(s => s.SituationId == Demo.Vasseur.ToString()));
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
    }

    [Fact]
    public async Task An_establishment_of_another_tenant_is_not_found()
    {
        var refused = await Assert.ThrowsAsync<RpcException>(async () =>
            await api.Lookup.GetEstablishmentAsync(new() { EstablishmentId = Demo.SaulesBlancs.ToString() }, api.Service(Demo.Rivieres), cancellationToken: Ct));

        Assert.Equal(StatusCode.NotFound, refused.StatusCode);
    }

    [Fact]
    public async Task The_emergency_department_has_its_own_mailbox()
    {
        var found = await api.Lookup.FindMailboxesAsync(new() { Finess = "990000069", Service = "urgences" }, api.Service(Demo.Brume), cancellationToken: Ct);

        Assert.Equal("urgences@ch-montclair.mssante.fr", Assert.Single(found.Mailboxes_).Address);
    }
}
