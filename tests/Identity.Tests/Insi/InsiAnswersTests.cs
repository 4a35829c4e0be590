using Contracts.Identity;
using Identity.Insi;
using Identity.Traits;
using Identity.Usagers;
using Testing;
using Xunit;
using static Identity.Tests.IdentityApi;

namespace Identity.Tests;

/// <summary>Every documented return of the teleservice, and every way it fails, injected into the sandbox's INSi.</summary>
[Trait("Seed", "S2-17")]
public sealed class InsiAnswersTests(InsiApi api) : IClassFixture<InsiApi>
{
    private static int _people;
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_identity_with_its_former_numbers()
    {
        var made = await CreateAsync(api.Brume, Typed("ECETINSI", "PIERRE-ALAIN", "2009-07-14", "M"));

        var call = await api.AskAsync(made.Id);

        Assert.Equal(("00", 2, "INS-NIR", "PIERRE-ALAIN MURIEL FLORIANT"), (call.Code, call.Candidate!.FormerNumbers, call.Candidate.IdentifierType, call.Candidate.GivenNames));
        Assert.False(call.Candidate.FirstGivenNameToConfirm);
        await api.AcceptAsync(made.Id, call.Id, new { confirmDifferences = true });
        var history = await OkAsync<List<Identity.History.HistoryView>>(await api.Brume.GetAsync($"/usagers/{made.Id}/history", Ct));
        Assert.Equal((1, 2), (history.Count(h => h.Act == "ins-held"), history.Count(h => h.Act == "ins-former-known")));
    }

    [Fact]
    public async Task A_waiting_number_of_somebody_not_yet_registered()
    {
        var made = await CreateAsync(api.Brume, Typed("PROVISOIRE", "MATRICULE", "2009-07-01", "M"));

        var call = await api.AskAsync(made.Id);

        Assert.Equal(("00", "INS-NIA"), (call.Code, call.Candidate!.IdentifierType));
    }

    [Fact]
    public async Task Nobody_then_the_next_given_name_is_proposed_and_finds()
    {
        var made = await CreateAsync(api.Brume, Typed("TCHITCHI", "OLA", "1936-06-21", list: "OLA CATARINA"));

        var nobody = await api.AskAsync(made.Id);
        Assert.Equal(("01", "Aucune identité trouvée. Essayez avec : CATARINA."), (nobody.Code, nobody.Advice));
        var found = await api.AskAsync(made.Id, new { givenNames = nobody.Next!.GivenNames, withBirthPlace = nobody.Next.WithBirthPlace });

        Assert.Equal(("00", Discordance.Minor), (found.Code, found.Discordance));
        await ProblemAsync(await api.PostAsync(api.Brume, $"/usagers/{made.Id}/insi-calls", new { givenNames = new[] { "BRIGITTE" } }), 400, "unknown-given-name");
    }

    [Fact]
    public async Task Several_then_the_other_names_then_one()
    {
        var made = await CreateAsync(api.Brume, Typed("HOMONYME", "CAMILLE", "1950-05-05", place: "75056", list: "CAMILLE ANNE"));

        var several = await api.AskAsync(made.Id);
        Assert.Equal("02", several.Code);
        Assert.Equal(["CAMILLE", "ANNE"], several.Next!.GivenNames);
        var found = await api.AskAsync(made.Id, new { givenNames = several.Next.GivenNames });

        Assert.Equal("00", found.Code);
    }

    [Fact]
    public async Task A_modified_identity_is_a_major_discordance_that_nobody_can_accept()
    {
        var made = await CreateAsync(api.Brume, Typed("PAT-TROIS", "DOMINIQUE", "1979-03-28", place: "51215"));
        await api.Sandbox.InjectAsync(new { code = "00", individual = new { matricule = "279035121518989", oid = "1.2.250.1.213.1.4.10", birthName = "PAT-QUATRE", givenName = "DOMINIQUE", givenNames = "DOMINIQUE", sex = "M", birthDate = "1979-03-28", birthPlace = "51215" } });

        var call = await api.AskAsync(made.Id);

        Assert.Equal(("00", Discordance.Major), (call.Code, call.Discordance));
        Assert.Equal([Trait.BirthName, Trait.Sex], call.Differences.Where(d => d.Discordance == Discordance.Major).Select(d => d.Trait));
        await ProblemAsync(await api.PostAsync(api.Brume, $"/usagers/{made.Id}/insi-calls/{call.Id}/accept", new { confirmDifferences = true, coherentWithProof = true }), 409, "major-discordance");
        Assert.Equal("PROV", (await ReadAsync(api.Brume, made.Id)).Status);
        Assert.Equal("major", (await api.WaitForAsync(DiscordanceFound.Topic, e => e.Subject == made.Id.ToString())).As<DiscordanceFound>().Severity);
    }

    [Theory]
    [InlineData("siram_100", "desir_550"), InlineData("siram_100", "desir_560"), InlineData("siram_10", "desir_510"), InlineData("siram_50", "insi_999")]
    public async Task A_fault_keeps_its_code_and_is_not_asked_again(string family, string code)
    {
        var made = await SomebodyAsync();
        await api.Sandbox.InjectAsync(new { fault = new { siram = family, code, text = "refus" } });

        var call = await api.AskAsync(made.Id);

        Assert.Equal((InsiCallState.Failed, code), (call.State, call.Code));
        Assert.Contains(code, call.Advice);
        await NothingChangedAsync(made);
    }

    [Fact]
    public async Task A_service_away_for_a_moment_is_asked_again_by_itself()
    {
        var made = await SomebodyAsync();
        await api.Sandbox.InjectAsync(new { fault = new { siram = "siram_40", code = "insi_102", text = "indisponible" }, count = 2 });

        var call = await api.AskAsync(made.Id);
        Assert.Equal((InsiCallState.Waiting, "insi_102"), (call.State, call.Code));
        Assert.Equal("L'INSi ne répond pas. L'admission continue ; la demande sera relancée.", call.Advice);
        await NothingChangedAsync(made);
        api.Clock.Advance(TimeSpan.FromSeconds(31));

        Assert.Equal("01", (await AnsweredAsync(made.Id, call.Id)).Code);
    }

    [Theory]
    [InlineData("down"), InlineData("hang"), InlineData("half")]
    public async Task A_silence_waits_and_the_answer_comes_later(string mode)
    {
        var made = await SomebodyAsync();
        await api.Sandbox.FaultAsync(mode);
        var call = await api.AskAsync(made.Id);
        await api.Sandbox.FaultAsync("ok");

        Assert.Equal(InsiCallState.Waiting, call.State);
        Assert.NotNull(call.NextAttemptAt);
        await NothingChangedAsync(made);
        for (var turn = 0; turn < 8 && (await api.CallAsync(made.Id, call.Id)).State != InsiCallState.Answered; turn++)
        {
            api.Clock.Advance(TimeSpan.FromHours(1));
            await SettledAsync(made.Id, call.Id);
        }
        Assert.Equal("01", (await api.CallAsync(made.Id, call.Id)).Code);
    }

    [Theory]
    [InlineData("unusable-notsoap", "<html><body>Maintenance</body></html>"), InlineData("unusable-notxml", "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY e \"boum\">]><x>&e;</x>")]
    [InlineData("unusable-notxml", "{\"json\":true}"), InlineData("unusable-halfanswer", "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body/></s:Envelope>")]
    public async Task Bytes_that_are_no_answer_are_thrown_away(string code, string body)
    {
        var made = await SomebodyAsync();
        await api.Sandbox.InjectAsync(new { body });

        var call = await api.AskAsync(made.Id);

        Assert.Equal((InsiCallState.Failed, code), (call.State, call.Code));
        await NothingChangedAsync(made);
    }

    [Fact]
    public async Task An_answer_out_of_all_size_is_cut_off()
    {
        var made = await SomebodyAsync();
        await api.Sandbox.InjectAsync(new { body = new string(' ', 900_000) });

        Assert.Equal("unusable-toolarge", (await api.AskAsync(made.Id)).Code);
        await NothingChangedAsync(made);
    }

    // The rule RG_INS230 is known by name only: an answer of the simulator that is well formed and must still not be taken.
    [Theory]
    [InlineData("unusable-matriculekey", "279035121518988", "1.2.250.1.213.1.4.8"), InlineData("unusable-oidrefused", "279035121518989", "1.2.250.1.213.1.4.2"), InlineData("unusable-oidrefused", "279035121518989", "1.2.3.4")]
    public async Task An_identity_whose_number_cannot_be_one_is_not_taken(string code, string matricule, string oid)
    {
        var made = await SomebodyAsync();
        await api.Sandbox.InjectAsync(new { code = "00", individual = new { matricule, oid, birthName = made.Traits.BirthName, givenNames = made.Traits.GivenNames, sex = "F", birthDate = made.Traits.BirthDate, birthPlace = "63220" } });

        Assert.Equal((InsiCallState.Failed, code), ((await api.AskAsync(made.Id)) is var call ? call.State : default, call.Code));
        await NothingChangedAsync(made);
    }

    [Theory]
    [InlineData("00"), InlineData("07"), InlineData("")]
    public async Task A_code_without_what_it_promises_is_a_half_answer(string code)
    {
        var made = await SomebodyAsync();
        await api.Sandbox.InjectAsync(new { code });

        Assert.Equal(InsiCallState.Failed, (await api.AskAsync(made.Id)).State);
        await NothingChangedAsync(made);
    }

    private Task<UsagerView> SomebodyAsync()
    {
        var number = Interlocked.Increment(ref _people);
        return CreateAsync(api.Brume, Typed($"REPONSE{(char)('A' + number % 26)}{(char)('A' + number / 26)}{Guid.NewGuid().ToString("N").Where(char.IsAsciiLetter).Take(6).Aggregate("", (a, c) => a + c)}", "LISE", $"19{30 + number % 40}-0{1 + number % 9}-1{number % 9}"));
    }

    private async Task NothingChangedAsync(UsagerView before) => Assert.Equal((before.Version, "PROV"), ((await ReadAsync(api.Brume, before.Id)) is var now ? now.Version : 0, now.Status));

    private async Task<InsiCallView> AnsweredAsync(Guid usager, Guid call)
    {
        await SettledAsync(usager, call);
        return await api.CallAsync(usager, call);
    }

    // The worker looks every 0.2 s of real time; we look until it has tried once more.
    private async Task SettledAsync(Guid usager, Guid call)
    {
        var before = await api.CallAsync(usager, call);
        for (var look = 0; look < 400; look++)
        {
            var now = await api.CallAsync(usager, call);
            if (now.State == InsiCallState.Answered || (now.State == InsiCallState.Waiting && now.AnsweredAt != before.AnsweredAt)) return;
        }
    }
}
