using System.Diagnostics;
using EndToEnd.Stage;

namespace EndToEnd;

/// <summary>A demonstration of its own, next to the suite's: what a team changed in it is forgotten by one command.</summary>
[Collection(OnePlatform.Name)]
public sealed class ResetTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("platform-e2e-reset-").FullName;
    private readonly int _shift = AppHostProcess.FreeShift();

    [Fact]
    [Trait("Seed", "S2-89")]
    public async Task The_demonstration_is_as_new_within_five_minutes()
    {
        var ct = TestContext.Current.CancellationToken;
        int residents;
        await using (await AppHostProcess.StartAsync("run", _data, _shift, ct))
        {
            using var editor = await new Doorstep(_shift, _data).EditorAsync();
            residents = await CountAsync(editor);
            (await editor.PostAsync("/api/identity/usagers", new { traits = Admissions.Corse, establishmentId = Admissions.SaulesBlancs })).Must(201);
            Assert.Equal(residents + 1, await CountAsync(editor));
        }

        var watch = Stopwatch.StartNew();
        await using (await AppHostProcess.StartAsync("reset", _data, _shift, ct))
        {
            watch.Stop();
            using var editor = await new Doorstep(_shift, _data).EditorAsync();
            Assert.Equal(residents, await CountAsync(editor));
            var found = (await editor.PostAsync("/api/identity/usagers/search", new { birthName = "CORSE", firstGivenName = "ANTHONY", birthDate = "1980-03-02", sex = "M" })).Must(200).Json;
            Assert.Empty(found.GetProperty("candidates").EnumerateArray());
            using var nurse = await new Doorstep(_shift, _data).SignInAsync("MONTAGNE", "Saules Blancs");
            Assert.True((await nurse.GetAsync("/api/identity/usagers")).Must(200).Json.GetProperty("total").GetInt32() >= 10);
        }
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromMinutes(5));
    }

    public void Dispose() => Directory.Delete(_data, recursive: true);

    private static async Task<int> CountAsync(Person editor) => (await editor.GetAsync("/api/identity/usagers?limit=1")).Must(200).Json.GetProperty("total").GetInt32();
}
