using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Platform;
using Platform.Work;
using Telemedicine.Platforms;
using Telemedicine.Tests.Api;
using Testing;
using static Telemedicine.Tests.Api.TelemedicineApi;

namespace Telemedicine.Tests.Platforms;

/// <summary>Several replicas, and one platform to tell.</summary>
public sealed class ClaimedCallTests(SandboxPlatforms api) : IClassFixture<SandboxPlatforms>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_one_replica_is_telling_a_platform_no_other_tells_it()
    {
        var (id, person) = await WaitingAsync(TimeSpan.FromSeconds(6));
        using var call = new HeldCall(api, person);
        api.Clock.Advance(TimeSpan.FromSeconds(6));
        await call.BeganAsync();

        await Replica().TurnAsync(Ct);

        Assert.Equal(1, call.Times);
        call.GoOn();
        await DispatchAsync(id, d => d["state"]!.GetValue<string>() == "Done");
        Assert.Equal(1, call.Times);
    }

    [Fact]
    public async Task A_request_called_off_while_the_platform_is_being_told_is_called_off_there_too()
    {
        var (id, person) = await WaitingAsync(TimeSpan.FromSeconds(6));
        using var call = new HeldCall(api, person);
        api.Clock.Advance(TimeSpan.FromSeconds(6));
        await call.BeganAsync();

        await OkAsync(await api.Nurse.PostAsJsonAsync($"/requests/{id}/cancel", new { reasonCode = "person-refusal" }, Ct));
        call.GoOn();

        await UntilAsync(async () => (await api.HeldThereAsync(id))?["cancelled"]?.GetValue<bool>() == true);
        Assert.Equal("CANCELLED", State(await api.ReadAsync(id)));
    }

    [Fact]
    public async Task What_a_killed_replica_had_taken_is_told_once_its_claim_lapses()
    {
        var (id, _) = await WaitingAsync(HeldClaim.Lease);
        await using (var scope = api.Provider.CreateAsyncScope())
        {
            using var entered = scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(Demo.Brume);
            var db = scope.ServiceProvider.GetRequiredService<TelemedicineDbContext>();
            (await db.Dispatches.SingleAsync(d => d.RequestId == id, Ct)).Claim(api.Clock.GetUtcNow());
            await db.SaveChangesAsync(Ct);
        }

        api.Clock.Advance(HeldClaim.Lease - TimeSpan.FromSeconds(1));
        await Replica().TurnAsync(Ct);
        Assert.Null(await api.HeldThereAsync(id));
        api.Clock.Advance(TimeSpan.FromSeconds(1));
        await DispatchAsync(id, d => d["state"]!.GetValue<string>() == "Done");
    }

    private TellPlatforms Replica() => new(api.Provider.GetRequiredService<IServiceScopeFactory>(), api.Clock, NullLogger<TellPlatforms>.Instance);

    // Tried once while the platform was down; due again in five seconds. The platform's own clock is the real one: what is told it later is told at its time.
    private async Task<(Guid Request, Guid Person)> WaitingAsync(TimeSpan before)
    {
        api.Clock.MoveTo(TimeProvider.System.GetUtcNow() - before);
        var useCase = await api.UseCaseAsync("geriatrie");
        using var client = api.Doctor;
        client.DefaultRequestHeaders.IfMatch.ParseAdd($"\"{(await OkAsync(await api.Doctor.GetAsync($"/use-cases/{useCase["id"]}", Ct)))["version"]}\"");
        await OkAsync(await client.PutAsJsonAsync($"/use-cases/{useCase["id"]}/settings", new { urgentHours = 24, routineHours = 168, reportHours = 48, platformCode = "telea" }, Ct));
        await api.FaultAsync("telea", "down");
        var person = api.NewPerson();
        var id = await api.SubmittedAsync(person);
        await DispatchAsync(id, d => d["attempts"]!.GetValue<int>() >= 1);
        await api.FaultAsync("telea", "ok");
        return (id, person);
    }

    private async Task DispatchAsync(Guid id, Func<JsonNode, bool> reached) =>
        await UntilAsync(async () => (await OkAsync(await api.Nurse.GetAsync($"/requests/{id}/dispatches", Ct))).AsArray().FirstOrDefault() is { } first && reached(first));

    private static async Task UntilAsync(Func<Task<bool>> reached)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(TimeSpan.FromSeconds(15));
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!await reached()) await pace.WaitForNextTickAsync(limit.Token);
    }

    /// <summary>Counts how often consent is asked before a person's request leaves, and holds the first of these questions.</summary>
    private sealed class HeldCall : IDisposable
    {
        private readonly TelemedicineApi _api;
        private readonly SemaphoreSlim _began = new(0);
        private readonly ManualResetEventSlim _goOn = new();
        private int _times;

        public HeldCall(TelemedicineApi api, Guid person)
        {
            _api = api;
            api.Consent.Refuse = asked =>
            {
                if (asked.UsagerId != person.ToString() || asked.Action != "C" || Interlocked.Increment(ref _times) > 1) return null;
                _began.Release();
                _goOn.Wait(TimeSpan.FromSeconds(4), Ct);
                return null;
            };
        }

        public int Times => _times;

        public async Task BeganAsync() => Assert.True(await _began.WaitAsync(TimeSpan.FromSeconds(10), Ct));

        public void GoOn() => _goOn.Set();

        public void Dispose()
        {
            _api.Consent.Refuse = _ => null;
            _goOn.Set();
            _began.Dispose();
        }
    }
}
