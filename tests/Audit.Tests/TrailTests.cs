using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Testing;
using Xunit;

namespace Audit.Tests;

public sealed class TrailTests(AuditApi api) : IClassFixture<AuditApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_access_is_shown_once_however_often_it_is_delivered()
    {
        var (usager, tenant, id) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        var access = api.Access(usager);

        var statuses = new[] { await api.RecordAsync(access, tenant, id), await api.RecordAsync(access, tenant, id), await api.RecordAsync(access, tenant) };
        var lines = await api.As(tenant, api.Officer).GetFromJsonAsync<JsonElement>($"/accesses?usagerId={usager}", Ct);

        Assert.All(statuses, status => Assert.Equal("SUCCESS", status));
        Assert.Equal(access.AccessId, Assert.Single(lines.EnumerateArray()).GetProperty("id").GetGuid());
    }

    [Fact]
    public async Task Who_may_not_read_the_trail_does_not_find_it_and_leaves_a_line()
    {
        var (usager, tenant) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await api.RecordAsync(api.Access(usager), tenant);

        var reply = await api.As(tenant, Guid.CreateVersion7()).GetAsync($"/accesses?usagerId={usager}", Ct);

        Assert.Equal(HttpStatusCode.NotFound, reply.StatusCode);
        var left = await api.WaitForAsync(Contracts.Audit.AccessRecorded.Topic, fact => fact.Tenant == tenant);
        Assert.Equal("refused", left.Data.GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task Another_tenants_lines_are_not_shown()
    {
        var usager = Guid.CreateVersion7();
        await api.RecordAsync(api.Access(usager), Demo.Brume);

        var lines = await api.As(Demo.Rivieres, api.Officer).GetFromJsonAsync<JsonElement>($"/accesses?usagerId={usager}", Ct);

        Assert.Equal(0, lines.GetArrayLength());
    }

    [Fact]
    public async Task An_untouched_chain_verifies()
    {
        var tenant = Guid.CreateVersion7();
        for (var i = 0; i < 5; i++) await api.RecordAsync(api.Access(), tenant);

        var report = await VerifyAsync(tenant);

        Assert.True(report.GetProperty("verified").GetBoolean());
        Assert.Equal(5, report.GetProperty("lines").GetInt64());
    }

    [Fact]
    public async Task An_altered_line_is_found_at_its_place()
    {
        var tenant = Guid.CreateVersion7();
        var victim = api.Access();
        await api.RecordAsync(api.Access(), tenant);
        await api.RecordAsync(victim, tenant);
        await api.RecordAsync(api.Access(), tenant);

        await api.TamperAsync(tenant, db => db.Lines.Where(line => line.Id == victim.AccessId).ExecuteUpdateAsync(set => set.SetProperty(line => line.Actor, "somebody else"), Ct));
        var report = await VerifyAsync(tenant);

        Assert.False(report.GetProperty("verified").GetBoolean());
        Assert.Equal(victim.AccessId, report.GetProperty("brokenLine").GetGuid());
    }

    [Fact]
    public async Task A_removed_line_breaks_its_block()
    {
        var tenant = Guid.CreateVersion7();
        var victim = api.Access();
        await api.RecordAsync(api.Access(), tenant);
        await api.RecordAsync(victim, tenant);

        await api.TamperAsync(tenant, db => db.Lines.Where(line => line.Id == victim.AccessId).ExecuteDeleteAsync(Ct));
        var report = await VerifyAsync(tenant);

        Assert.Equal("block-broken", report.GetProperty("reason").GetString());
    }

    private async Task<JsonElement> VerifyAsync(Guid tenant) =>
        await (await api.As(tenant, api.Officer).PostAsync("/verification", null, Ct)).Content.ReadFromJsonAsync<JsonElement>(Ct);
}
