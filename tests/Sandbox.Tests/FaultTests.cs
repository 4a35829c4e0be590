using System.Net;
using System.Net.Http.Json;

namespace Sandbox.Tests;

public sealed class FaultTests : IAsyncLifetime
{
    private SandboxApi _api = null!;
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _api = await SandboxApi.StartAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task A_counted_failure_ends_by_itself()
    {
        var insi = _api.Caller("INSI-MANU");
        await _api.SetFaultAsync("insi", "down", count: 2);

        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 3; i++) answers.Add((await insi.SendAsync(Nessi)).StatusCode);

        Assert.Equal([HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK], answers);
    }

    [Fact]
    public async Task A_teleservice_that_is_down_stays_down_after_a_restart()
    {
        await _api.SetFaultAsync("insi", "down");
        await _api.StartAgainAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await _api.Caller("INSI-MANU").SendAsync(Nessi)).StatusCode);
    }

    [Fact]
    public async Task A_hanging_teleservice_never_answers()
    {
        await _api.SetFaultAsync("insi", "hang");
        var insi = _api.Caller("INSI-MANU");
        insi.Timeout = TimeSpan.FromMilliseconds(600);

        await Assert.ThrowsAsync<TaskCanceledException>(() => insi.SendAsync(Nessi));
    }

    [Fact]
    public async Task Half_an_answer_does_the_act_and_breaks_the_connection()
    {
        await _api.SetFaultAsync("insi", "half", count: 1);

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => _api.Caller("INSI-MANU").SendAsync(Nessi));

        Assert.Contains(await _api.JournalAsync("insi"), r => r["outcome"]!.GetValue<string>() == "code 00");
    }

    [Fact]
    public async Task Garbage_is_no_xml_and_a_wrong_answer_names_someone_else()
    {
        var insi = _api.Caller("INSI-MANU");
        await _api.SetFaultAsync("insi", "garbage", count: 1);
        var garbage = await insi.SendAsync(Nessi);
        await _api.SetFaultAsync("insi", "wrong", count: 1);
        var (code, wrong) = await insi.SearchAsync("NESSI", "RUTH", "F", "1977-07-14");

        Assert.Equal("application/octet-stream", garbage.Content.Headers.ContentType!.MediaType);
        Assert.Equal("00", code);
        Assert.NotEqual("NESSI", wrong.Value("NomNaissance"));
    }

    [Fact]
    public async Task An_unknown_teleservice_or_mode_is_refused()
    {
        var unknown = await _api.Caller().PutAsJsonAsync("/control/faults/fax", new { mode = "down" }, Ct);
        var mode = await _api.Caller().PutAsJsonAsync("/control/faults/insi", new { mode = "fatigue" }, Ct);
        var count = await _api.Caller().PutAsJsonAsync("/control/faults/insi", new { mode = "down", count = 0 }, Ct);

        Assert.Equal([HttpStatusCode.NotFound, HttpStatusCode.BadRequest, HttpStatusCode.BadRequest], [unknown.StatusCode, mode.StatusCode, count.StatusCode]);
    }

    [Fact]
    public async Task The_plain_port_answers_health_and_nothing_else()
    {
        using var plain = new HttpClient { BaseAddress = _api.PlainAddress };

        Assert.Equal(HttpStatusCode.OK, (await plain.GetAsync("/health/ready", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await plain.GetAsync("/control/journal", Ct)).StatusCode);
    }

    [Fact]
    public async Task The_page_shows_itself_in_french()
    {
        var page = await _api.Caller().GetStringAsync("/", Ct);

        Assert.Contains("Bac à sable des téléservices", page);
        Assert.DoesNotContain("{{", page);
    }

    private static string Nessi => InsiMessages.Envelope(InsiMessages.Traits("NESSI", ["RUTH"], "F", "1977-07-14"));
}
