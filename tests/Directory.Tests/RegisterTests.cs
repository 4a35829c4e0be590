using System.Net.Http.Json;
using System.Text.Json;
using Testing;
using Xunit;

namespace HealthDirectory.Tests;

/// <summary>The Annuaire Santé: read on demand and each day, and its silences told.</summary>
public sealed class RegisterTests(RegisterTests.RegisterApi api) : IClassFixture<RegisterTests.RegisterApi>
{
    private static readonly Guid HaddadHimself = Guid.Parse("01900000-0000-7000-8000-000000000415"), Ferry = Guid.Parse("01900000-0000-7000-8000-000000000410");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_number_is_looked_up_with_its_activities_and_mailboxes()
    {
        await api.FaultAsync("ok");
        var nurse = api.As(Demo.Brume);

        var found = await nurse.GetFromJsonAsync<JsonElement>("/annuaire/professionals/99900000102", Ct);
        var closed = await nurse.GetFromJsonAsync<JsonElement>("/annuaire/professionals/99900000060", Ct);
        var unknown = await nurse.GetAsync("/annuaire/professionals/99900000201", Ct);
        var wrong = await nurse.GetAsync("/annuaire/professionals/9990000020", Ct);

        Assert.Equal(("HADDAD", "10", "SM18", true, true), (found.GetProperty("familyName").GetString(), found.GetProperty("profession").GetString(), found.GetProperty("speciality").GetString(), found.GetProperty("active").GetBoolean(), found.GetProperty("keyHolds").GetBoolean()));
        Assert.Equal("990000069", Assert.Single(found.GetProperty("activities").EnumerateArray()).GetProperty("finess").GetString());
        Assert.Equal(["samir.haddad@ch-montclair.mssante.fr", "samir.haddad@medecin.mssante.fr"], found.GetProperty("mailboxes").EnumerateArray().Select(one => one.GetProperty("address").GetString()).Order());
        Assert.False(closed.GetProperty("active").GetBoolean());
        Assert.Equal(404, (int)unknown.StatusCode);
        Assert.Equal("rpps-invalid", (await DirectoryApi.ProblemAsync(wrong)).Code);
    }

    [Fact]
    public async Task A_structure_is_looked_up_without_its_unlisted_mailboxes()
    {
        await api.FaultAsync("ok");

        var found = await api.As(Demo.Brume).GetFromJsonAsync<JsonElement>("/annuaire/structures/990000036", Ct);
        var wrong = await api.As(Demo.Brume).GetAsync("/annuaire/structures/990000037", Ct);

        Assert.Equal(("EHPAD LA ROSERAIE DU LAC", "500"), (found.GetProperty("name").GetString(), found.GetProperty("category").GetString()));
        Assert.Equal("soins@roseraie-du-lac.valdebrume.mssante.fr", Assert.Single(found.GetProperty("mailboxes").EnumerateArray()).GetProperty("address").GetString());
        Assert.Equal("finess-invalid", (await DirectoryApi.ProblemAsync(wrong)).Code);
    }

    [Fact]
    public async Task A_newcomer_is_checked_without_being_asked_and_their_mailboxes_are_kept()
    {
        await api.FaultAsync("ok");
        var person = await api.EnrolAsync("Combes", "Nadia", "899900000045");
        var doubtful = await api.EnrolAsync("Personne", "Jean", "899900000201");

        var known = await api.StateAsync(person, "Found");
        var unknown = await api.StateAsync(doubtful, "Unknown");
        await api.StateAsync(HaddadHimself, "Found");
        var mailboxes = await api.Lookup.FindMailboxesAsync(new() { NationalId = "899900000102" }, api.Service(Demo.Brume), cancellationToken: Ct);
        var tasks = await api.As(Demo.Brume, Demo.Lefort).GetFromJsonAsync<JsonElement>("/tasks", Ct);

        Assert.NotEqual(JsonValueKind.Null, known.GetProperty("answeredAt").ValueKind);
        Assert.Contains("ne connaît pas ce numéro RPPS", unknown.GetProperty("message").GetString());
        Assert.Equal(2, mailboxes.Mailboxes_.Count);
        Assert.Contains(tasks.EnumerateArray(), task => task.GetProperty("kind").GetString() == "register-doubt" && task.GetProperty("subjectId").GetGuid() == doubtful);
    }

    [Theory]
    [InlineData("down")]
    [InlineData("garbage")]
    public async Task While_the_register_is_silent_the_wait_is_told_and_the_answer_comes_later(string mode)
    {
        await api.FaultAsync("ok");
        var doctor = Guid.Parse("01900000-0000-7000-8000-000000000401");
        await api.StateAsync(doctor, "Found");
        await api.FaultAsync(mode);

        var lookedUp = await api.As(Demo.Brume).GetAsync("/annuaire/professionals/99900000011", Ct);
        var asked = await api.As(Demo.Brume).PostAsync($"/professionals/{doctor}/register-check", null, Ct);
        var waiting = await asked.Content.ReadFromJsonAsync<JsonElement>(Ct);
        var kept = await api.Lookup.FindMailboxesAsync(new() { NationalId = "899900000011" }, api.Service(Demo.Brume), cancellationToken: Ct);
        await api.FaultAsync("ok");
        api.Clock.Advance(TimeSpan.FromMinutes(6));
        var after = await api.StateAsync(doctor, "Found");

        var problem = await DirectoryApi.ProblemAsync(lookedUp);
        Assert.Equal((503, "annuaire-unavailable"), (problem.Status, problem.Code));
        Assert.Equal((202, "Waiting"), ((int)asked.StatusCode, waiting.GetProperty("state").GetString()));
        Assert.Matches("^L'Annuaire Santé ne répond pas : en attente, nouvel essai à [0-9]{2}:[0-9]{2}\\.$", waiting.GetProperty("message").GetString());
        Assert.Equal("helene.vasseur@medecin.mssante.fr", Assert.Single(kept.Mailboxes_).Address);
        Assert.Equal("Connu de l'Annuaire Santé.", after.GetProperty("message").GetString());
    }

    [Fact]
    public async Task An_answer_about_somebody_else_is_no_answer()
    {
        await api.FaultAsync("wrong");

        var nobody = await api.As(Demo.Brume).GetAsync("/annuaire/professionals/99900000201", Ct);
        var structure = await api.As(Demo.Brume).GetAsync("/annuaire/structures/990000093", Ct);
        var herself = await api.As(Demo.Brume).GetFromJsonAsync<JsonElement>("/annuaire/professionals/99900000029", Ct);
        await api.FaultAsync("ok");

        Assert.Equal(("annuaire-unavailable", "annuaire-unavailable"), ((await DirectoryApi.ProblemAsync(nobody)).Code, (await DirectoryApi.ProblemAsync(structure)).Code));
        Assert.Equal("MONTAGNE", herself.GetProperty("familyName").GetString());
        Assert.Equal(2, herself.GetProperty("activities").GetArrayLength());
    }

    [Fact]
    public async Task An_internal_identity_is_not_asked_and_another_organisation_sees_no_check()
    {
        var inside = await api.As(Demo.Brume).PostAsync($"/professionals/{Ferry}/register-check", null, Ct);
        var stranger = await api.As(Demo.Rivieres).GetAsync($"/professionals/{HaddadHimself}/register-check", Ct);
        var bare = await api.As(Demo.Brume, scopes: "identity:read").GetAsync("/annuaire/professionals/99900000102", Ct);

        Assert.Equal("rpps-missing", (await DirectoryApi.ProblemAsync(inside)).Code);
        Assert.Equal((404, 403), ((int)stranger.StatusCode, (int)bare.StatusCode));
    }

    /// <summary>The directory with the sandbox's Annuaire Santé over TLS.</summary>
    public sealed class RegisterApi : DirectoryApi
    {
        private readonly string _folder = System.IO.Directory.CreateTempSubdirectory("directory-tests-").FullName;
        private HttpClient? _control;

        public async Task FaultAsync(string mode) => (await _control!.PutAsJsonAsync("/control/faults/annuaire", new { mode }, Ct)).EnsureSuccessStatusCode();

        /// <summary>Waits for the state (40 s at most); the clock goes on, so that a check that waits is repeated.</summary>
        public async Task<JsonElement> StateAsync(Guid professional, string state)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
            limit.CancelAfter(TimeSpan.FromSeconds(40));
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
            while (true)
            {
                using var reader = As(Demo.Brume);   // its token ages with the clock
                var check = await reader.GetFromJsonAsync<JsonElement>($"/professionals/{professional}/register-check", limit.Token);
                if (check.GetProperty("state").GetString() == state) return check;
                await timer.WaitForNextTickAsync(limit.Token);
                Clock.Advance(TimeSpan.FromSeconds(10));
            }
        }

        protected override async Task ArrangeAsync()
        {
            await base.ArrangeAsync();
            var authority = new TestAuthority(_folder);
            var sandbox = Own(await SandboxProcess.StartAsync(_folder, authority.SandboxSettings(), authority.AuthorityFile));
            _control = sandbox.Control;
            var key = Path.Combine(_folder, "annuaire.key");
            await File.WriteAllTextAsync(key, Guid.NewGuid().ToString("N"), Ct);
            Settings["National:Annuaire:Address"] = new Uri(sandbox.Address, "/annuaire/fhir/v2").ToString();
            Settings["National:Annuaire:ApiKeyFile"] = key;
            Settings["National:Annuaire:ServerAuthority"] = authority.AuthorityFile;
            Settings["National:Annuaire:TimeoutSeconds"] = "20";   // a loaded machine is no outage
            Settings["National:Annuaire:PollSeconds"] = "0.2";
        }

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            System.IO.Directory.Delete(_folder, recursive: true);
        }
    }
}
