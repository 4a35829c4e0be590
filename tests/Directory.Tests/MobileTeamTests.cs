using System.Net.Http.Json;
using System.Text.Json;
using Contracts.Directory;
using Testing;
using Xunit;

namespace HealthDirectory.Tests;

/// <summary>A team from elsewhere, called by convention: its members' accounts end with it.</summary>
public sealed class MobileTeamTests(DirectoryApi api) : IClassFixture<DirectoryApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Members_are_shown_while_the_convention_lasts_and_lose_their_accounts_with_it()
    {
        var id = Guid.CreateVersion7();
        var today = DateOnly.FromDateTime(api.Now.UtcDateTime);
        var team = Team(today.AddDays(-1), today.AddDays(10), Demo.Haddad);

        var director = await api.Director.PutAsJsonAsync($"/mobile-teams/{id}", team, Ct);
        var agreed = await api.Admin.PutAsJsonAsync($"/mobile-teams/{id}", team, Ct);
        var stale = await api.Admin.PutAsJsonAsync($"/mobile-teams/{id}", team, Ct);
        var nurse = await api.As(Demo.Brume).GetFromJsonAsync<JsonElement>("/mobile-teams", Ct);
        var stranger = await api.As(Demo.Rivieres).GetFromJsonAsync<JsonElement>("/mobile-teams", Ct);
        var during = await api.ActiveAsync(Demo.Haddad);
        api.Clock.Advance(TimeSpan.FromDays(12));
        var left = await api.WaitForOneAsync(StaffLeft.Topic, fact => fact.As<StaffLeft>().SituationId == Demo.Haddad);

        Assert.Equal("staff-elsewhere", (await DirectoryApi.ProblemAsync(director)).Code);
        Assert.Equal((200, 428), ((int)agreed.StatusCode, (int)stale.StatusCode));
        Assert.Equal("HADDAD", Assert.Single(Assert.Single(nurse.EnumerateArray()).GetProperty("members").EnumerateArray()).GetProperty("familyName").GetString());
        Assert.Equal(0, stranger.GetArrayLength());
        Assert.True(during);
        Assert.False(await api.ActiveAsync(Demo.Haddad));
        Assert.Equal(0, (await api.As(Demo.Brume).GetFromJsonAsync<JsonElement>("/mobile-teams", Ct)).GetArrayLength());
        Assert.True(left.As<StaffLeft>().LeftAt > api.Now.AddDays(-3));
    }

    [Fact]
    public async Task Who_is_no_mobile_team_and_a_convention_that_ends_before_it_starts_are_refused()
    {
        var today = DateOnly.FromDateTime(api.Now.UtcDateTime);

        var nurse = await api.Admin.PutAsJsonAsync($"/mobile-teams/{Guid.CreateVersion7()}", Team(today, today.AddDays(1), Demo.Montagne), Ct);
        var reversed = await api.Admin.PutAsJsonAsync($"/mobile-teams/{Guid.CreateVersion7()}", Team(today, today.AddDays(-1)), Ct);
        var unreadable = await api.Admin.PutAsJsonAsync($"/mobile-teams/{Guid.CreateVersion7()}", new { name = "" }, Ct);

        Assert.Equal("member-not-mobile", (await DirectoryApi.ProblemAsync(nurse)).Code);
        Assert.Equal("dates-reversed", (await DirectoryApi.ProblemAsync(reversed)).Code);
        Assert.Equal("invalid-input", (await DirectoryApi.ProblemAsync(unreadable)).Code);
    }

    private static object Team(DateOnly from, DateOnly until, params Guid[] members) => new { name = "Équipe mobile de gériatrie de Montclair", kind = "Geriatrics", finess = "990000069", conventionFrom = from, conventionUntil = until, memberIds = members };
}
