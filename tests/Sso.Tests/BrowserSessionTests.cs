using System.Net.Http.Headers;
using Contracts.Directory;
using Contracts.Sso;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.IdentityModel.JsonWebTokens;
using Testing;
using Xunit;

namespace Sso.Tests;

/// <summary>What the gateway asks over gRPC.</summary>
public sealed class BrowserSessionTests(SsoApi api) : IClassFixture<SsoApi>
{
    [Fact]
    public async Task A_session_renews_its_tokens_ahead_of_their_end_once_for_all_who_ask()
    {
        var (sessions, cookie) = await OpenAsync();
        var before = await sessions.GetAsync(new() { Cookie = cookie });
        api.Clock.Advance(TimeSpan.FromMinutes(4.5));
        var asking = await ClientAsync();

        var after = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => asking.GetAsync(new() { Cookie = cookie }).ResponseAsync));

        Assert.Single(after.Select(session => session.AccessToken).Distinct());
        Assert.NotEqual(before.AccessToken, after[0].AccessToken);
        Assert.True(after[0].AccessExpiresAt > before.AccessExpiresAt);
        Assert.Equal(before.Sid, after[0].Sid);
    }

    [Fact]
    public async Task A_renewal_repeated_through_a_shift_never_looks_like_a_theft()
    {
        var (_, cookie) = await OpenAsync();
        for (var turn = 0; turn < 30; turn++)
        {
            api.Clock.Advance(TimeSpan.FromMinutes(4.5));
            var sessions = await ClientAsync();
            var session = await sessions.GetAsync(new() { Cookie = cookie });
            Assert.True(new JsonWebToken(session.AccessToken).ValidTo > api.Clock.GetUtcNow().UtcDateTime);
        }
    }

    [Fact]
    public async Task A_session_idle_for_too_long_or_signed_out_is_not_found_and_what_it_gave_is_listed_as_revoked()
    {
        var (sessions, cookie) = await OpenAsync();
        var session = await sessions.GetAsync(new() { Cookie = cookie });

        var ended = await sessions.EndAsync(new() { Cookie = cookie });

        Assert.StartsWith(SsoApi.Issuer + "/oauth/logout?id_token_hint=", ended.EndSessionUrl);
        await NotFoundAsync(sessions, cookie);
        Assert.Contains(session.Sid, (await sessions.ListRevokedAsync(new())).Ids);

        var (_, idle) = await OpenAsync();
        api.Clock.Advance(TimeSpan.FromMinutes(36));
        await NotFoundAsync(await ClientAsync(), idle);
    }

    [Fact]
    public async Task Who_leaves_their_post_is_signed_out_of_it()
    {
        var (_, cookie) = await OpenAsync(KnownStaff.Montagne);

        await api.DeliverAsync(StaffLeft.Topic, new StaffLeft(Demo.Montagne, KnownStaff.Professional(2), api.Clock.GetUtcNow()), Demo.Brume);

        await NotFoundAsync(await ClientAsync(), cookie);
    }

    [Fact]
    public async Task Tokens_of_somebody_else_open_nothing_and_a_person_s_token_may_not_ask()
    {
        var sessions = await ClientAsync();
        var tokens = await api.TokensAsync();

        var foreign = await Assert.ThrowsAsync<RpcException>(() => sessions.OpenAsync(new() { AccessToken = "eyJ.eyJ.x", RefreshToken = "r", IdToken = "i" }).ResponseAsync);
        var person = Client(tokens.GetProperty("access_token").GetString()!);
        var refused = await Assert.ThrowsAsync<RpcException>(() => person.ListCookieKeysAsync(new()).ResponseAsync);

        Assert.Equal(StatusCode.InvalidArgument, foreign.StatusCode);
        Assert.Equal(StatusCode.PermissionDenied, refused.StatusCode);
    }

    private async Task<(Contracts.Sso.Sessions.SessionsClient, string)> OpenAsync(string nationalId = KnownStaff.Vasseur)
    {
        var tokens = await api.TokensAsync(nationalId: nationalId);
        var sessions = await ClientAsync();
        var opened = await sessions.OpenAsync(new()
        {
            AccessToken = tokens.GetProperty("access_token").GetString(), RefreshToken = tokens.GetProperty("refresh_token").GetString(), IdToken = tokens.GetProperty("id_token").GetString(), ExpiresIn = 300,
        });
        return (sessions, opened.Cookie);
    }

    private static async Task NotFoundAsync(Contracts.Sso.Sessions.SessionsClient sessions, string cookie) =>
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => sessions.GetAsync(new() { Cookie = cookie }).ResponseAsync)).StatusCode);

    private async Task<Contracts.Sso.Sessions.SessionsClient> ClientAsync()
    {
        var reply = await api.PostAsync("/oauth/token", new(api.Gateway.Assertion("gateway", api.Clock.GetUtcNow())) { ["grant_type"] = "client_credentials", ["scope"] = "service" });
        return Client(reply.Body.GetProperty("access_token").GetString()!);
    }

    private Contracts.Sso.Sessions.SessionsClient Client(string token) =>
        new(GrpcChannel.ForAddress(api.GrpcAddress.ToString(), new() { HttpHandler = new Bearer(token) }));

    private sealed class Bearer(string token) : DelegatingHandler(new SocketsHttpHandler { UseProxy = false })
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
