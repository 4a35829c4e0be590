using System.Net;
using Contracts.Directory;
using Contracts.Sso;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.IdentityModel.JsonWebTokens;
using Testing;
using Xunit;
using SessionsClient = Contracts.Sso.Sessions.SessionsClient;

namespace Sso.Tests;

/// <summary>Who leaves has no session, no refresh and no token: at the contract's last minute, and at once when the departure is told.</summary>
public sealed class LeaverTests(SsoApi api) : IClassFixture<SsoApi>
{
    [Fact]
    public async Task Nothing_that_was_issued_outlives_the_last_minute_of_the_contract()
    {
        var six = DateTimeOffset.FromUnixTimeSeconds(api.Clock.GetUtcNow().AddMinutes(12).ToUnixTimeSeconds());
        api.Staff.ErmontEndsAt = six;
        var (_, cookie) = await OpenAsync();
        var first = await api.TokensAsync(nationalId: KnownStaff.Ermont);

        api.Clock.MoveTo(six.AddMinutes(-2));
        var last = await api.PostAsync("/oauth/token", api.RefreshForm(first.GetProperty("refresh_token").GetString()!));
        var token = new JsonWebToken(last.Body.GetProperty("access_token").GetString());
        api.Clock.MoveTo(six);
        var refused = await api.PostAsync("/oauth/token", api.RefreshForm(last.Body.GetProperty("refresh_token").GetString()!));

        Assert.Equal(300, first.GetProperty("expires_in").GetInt32());
        Assert.InRange(last.Body.GetProperty("expires_in").GetInt32(), 1, 120);
        Assert.Equal(six.UtcDateTime, token.ValidTo);
        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Equal("invalid_grant", refused.Body.GetProperty("error").GetString());
        await NotFoundAsync(cookie);
    }

    [Fact]
    public async Task A_departure_told_early_ends_the_session_its_refresh_and_what_the_gateway_lets_through()
    {
        api.Staff.ErmontEndsAt = null;
        var (sid, cookie) = await OpenAsync();
        var tokens = await api.TokensAsync(nationalId: KnownStaff.Ermont);
        var fact = new StaffLeft(Demo.Ermont, KnownStaff.Professional(3), api.Clock.GetUtcNow());
        var delivery = Guid.CreateVersion7();

        await api.DeliverAsync(StaffLeft.Topic, fact, Demo.Brume, delivery);
        await api.DeliverAsync(StaffLeft.Topic, fact, Demo.Brume, delivery);

        await NotFoundAsync(cookie);
        Assert.Contains(sid, (await (await ClientAsync()).ListRevokedAsync(new())).Ids);
        Assert.Equal("invalid_grant", (await api.PostAsync("/oauth/token", api.RefreshForm(tokens.GetProperty("refresh_token").GetString()!))).Body.GetProperty("error").GetString());
        await api.WaitForOneAsync(SessionRevoked.Topic, told => told.As<SessionRevoked>().SessionId == sid);
    }

    [Fact]
    public async Task After_the_last_minute_the_sign_in_page_offers_no_situation()
    {
        api.Staff.ErmontEndsAt = api.Clock.GetUtcNow().AddMinutes(1);
        var browser = api.NewBrowser();
        await api.TokensAsync(browser, KnownStaff.Ermont);
        api.Clock.Advance(TimeSpan.FromMinutes(2));
        api.Staff.ErmontGone = true;

        var again = await browser.GetAsync(SsoApi.Authorize(SsoApi.Pkce().Challenge), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Forbidden, again.StatusCode);
        Assert.Contains("plus de situation de travail active", await again.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        api.Staff.ErmontGone = false;
    }

    private async Task<(string Sid, string Cookie)> OpenAsync()
    {
        var tokens = await api.TokensAsync(nationalId: KnownStaff.Ermont);
        var sessions = await ClientAsync();
        var opened = await sessions.OpenAsync(new()
        {
            AccessToken = tokens.GetProperty("access_token").GetString(), RefreshToken = tokens.GetProperty("refresh_token").GetString(), IdToken = tokens.GetProperty("id_token").GetString(), ExpiresIn = 300,
        });
        return ((await sessions.GetAsync(new() { Cookie = opened.Cookie })).Sid, opened.Cookie);
    }

    private async Task NotFoundAsync(string cookie)
    {
        var sessions = await ClientAsync();
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => sessions.GetAsync(new() { Cookie = cookie }).ResponseAsync)).StatusCode);
    }

    private async Task<SessionsClient> ClientAsync()
    {
        var reply = await api.PostAsync("/oauth/token", new(api.Gateway.Assertion("gateway", api.Clock.GetUtcNow())) { ["grant_type"] = "client_credentials", ["scope"] = "service" });
        var token = reply.Body.GetProperty("access_token").GetString()!;
        return new(GrpcChannel.ForAddress(api.GrpcAddress.ToString(), new() { HttpHandler = new Bearer(token) }));
    }

    private sealed class Bearer(string token) : DelegatingHandler(new SocketsHttpHandler { UseProxy = false })
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Authorization = new("Bearer", token);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
