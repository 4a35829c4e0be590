using System.Security.Claims;
using System.Text.Encodings.Web;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Xunit;

namespace Interop.Rpc;

public sealed class AuthorizationTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_without_credentials_is_unauthenticated() => Assert.Equal(StatusCode.Unauthenticated, await CodeAsync(null));

    [Fact]
    public async Task A_known_caller_without_the_scope_is_denied() => Assert.Equal(StatusCode.PermissionDenied, await CodeAsync("other"));

    [Fact]
    public async Task A_caller_with_the_scope_passes() => Assert.Equal(StatusCode.OK, await CodeAsync("service"));

    [Fact]
    public async Task A_refused_call_is_one_header_block_for_any_client()
    {
        await using var server = await StartAsync();
        await using var raw = Peers.NodePeer.Start("Grpc/raw.mjs", null, server.Address.ToString());

        var seen = await raw.AskAsync(new { chunks = Raw.Chunks(Raw.Frame(new Question())) }, Ct);

        Assert.Equal(("200", "16"), (seen.Header(":status"), seen.Header("grpc-status")));
        Assert.True(seen["endOnHeaders"]!.GetValue<bool>());
    }

    private static async Task<StatusCode> CodeAsync(string? scope)
    {
        await using var server = await StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Address);
        var headers = scope is null ? [] : new Metadata { { "authorization", scope } };
        using var call = new Echo.EchoClient(channel).SayAsync(new(), headers, cancellationToken: Ct);
        await ((Task)call.ResponseAsync).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return call.GetStatus().StatusCode;
    }

    private static Task<EchoServer> StartAsync() => EchoServer.StartAsync(
        services: builder =>
        {
            builder.Services.AddAuthentication("odd").AddScheme<AuthenticationSchemeOptions, Redirecting>("odd", null);
            builder.Services.AddAuthorizationBuilder().AddPolicy("service", policy => policy.RequireAuthenticatedUser().RequireClaim("scope", "service"));
        },
        routes: app => app.MapGrpcService<EchoService>().RequireAuthorization("service"));

    /// <summary>A scheme that answers refusals as a browser would like them: the worst one for a gRPC client.</summary>
    private sealed class Redirecting(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory log, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, log, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            if (Request.Headers.Authorization is not [{ } scope]) return Task.FromResult(AuthenticateResult.NoResult());
            var caller = new ClaimsPrincipal(new ClaimsIdentity([new Claim("scope", scope)], "odd"));
            return Task.FromResult(AuthenticateResult.Success(new(caller, "odd")));
        }

        protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
        {
            Response.Redirect("/login");
            await Response.WriteAsync("<p>Connectez-vous</p>", Context.RequestAborted);
        }
    }
}
