using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Testing;
using Xunit;

namespace Platform.Tests;

/// <summary>What a gRPC handler refuses reaches its caller as what it is.</summary>
public sealed class CallRefusalTests(NotebookApi api) : IClassFixture<NotebookApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("rule", StatusCode.FailedPrecondition, "note-closed", "Cette note est close. Ouvrez-en une autre.")]
    [InlineData("input", StatusCode.InvalidArgument, "note-empty", "Écrivez la note.")]
    [InlineData("forbidden", StatusCode.PermissionDenied, "note-foreign", "Cette note n'est pas à vous. Demandez à son auteur.")]
    [InlineData("stale", StatusCode.Aborted, "stale-version", null)]
    [InlineData("missing", StatusCode.NotFound, "not-found", null)]
    public async Task A_refusal_keeps_its_kind_its_code_and_its_sentence(string what, StatusCode kind, string code, string? sentence)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(() => AskAsync(what));

        Assert.Equal((kind, code), (refused.StatusCode, refused.Trailers.GetValue("problem-code")));
        if (sentence is not null) Assert.Equal(sentence, refused.Status.Detail);
    }

    [Fact]
    public async Task What_is_no_refusal_says_nothing_of_its_cause()
    {
        var failed = await Assert.ThrowsAsync<RpcException>(() => AskAsync("incident"));

        Assert.Equal((StatusCode.Unknown, null), (failed.StatusCode, failed.Trailers.GetValue("problem-code")));
        Assert.DoesNotContain("secret", failed.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_users_answer_tells_what_the_other_service_refused()
    {
        using var client = api.As(Demo.Brume);

        using var reply = await client.GetAsync("/asked/rule", Ct);
        using var lost = await client.GetAsync("/asked/incident", Ct);

        var text = await reply.Content.ReadAsStringAsync(Ct);
        Assert.True((int)reply.StatusCode == 409 && text.Contains("note-closed", StringComparison.Ordinal) && text.Contains("Cette note est close. Ouvrez-en une autre.", StringComparison.Ordinal), text);
        Assert.Equal(500, (int)lost.StatusCode);
    }

    private async Task AskAsync(string what)
    {
        using var channel = GrpcChannel.ForAddress(api.GrpcAddress);
        await new Health.HealthClient(channel).CheckAsync(new() { Service = what }, cancellationToken: Ct);
    }
}

/// <summary>Refuses as asked.</summary>
public sealed class RefusingHealth : Health.HealthBase
{
    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context) => throw (request.Service switch
    {
        "rule" => new RuleBrokenException("note-closed", "Cette note est close. Ouvrez-en une autre."),
        "input" => new BadInputException("note-empty", "Écrivez la note."),
        "forbidden" => new ForbiddenException("note-foreign", "Cette note n'est pas à vous. Demandez à son auteur."),
        "stale" => new StaleVersionException(),
        "missing" => new NotFoundException(),
        _ => new InvalidOperationException("a secret of the server"),
    });
}
