using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Contracts.Directory;
using Testing;
using Xunit;

namespace HealthDirectory.Tests;

/// <summary>The staff software's file: tried first, then taken; twice changes nothing.</summary>
public sealed class StaffImportTests(DirectoryApi api) : IClassFixture<DirectoryApi>
{
    private const string Columns = "identifiant;nom;prenom;contrat;type;debut;fin;finess;fonction;unites";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Seed", "S1-43")]
    public async Task A_replacement_of_three_days_opens_and_closes_its_account_alone()
    {
        api.Clock.MoveTo(Paris("2027-06-01T09:00", 2));
        const string file = Columns + "\n3990000010/R1;Maurel;Théo;R-2027-1;remplacement;2027-06-03;05/06/2027;990000028;Aide-soignant;Rivage, Prairie\n";

        var report = await ImportAsync(file);
        var reached = await SituationOfAsync("Maurel", Paris("2027-06-04T08:00", 2));
        var before = await api.ActiveAsync(reached);
        api.Clock.MoveTo(Paris("2027-06-03T00:00", 2));
        var onTheFirstMinute = await api.ActiveAsync(reached);
        await api.WaitForOneAsync(StaffJoined.Topic, fact => fact.As<StaffJoined>().SituationId == reached);
        api.Clock.MoveTo(Paris("2027-06-05T23:59", 2));
        var onTheLastMinute = await api.ActiveAsync(reached);
        api.Clock.MoveTo(Paris("2027-06-06T00:00", 2));
        var after = await api.ActiveAsync(reached);
        var account = await api.Lookup.FindAccountAsync(new() { NationalId = "3990000010/R1" }, api.Service(), cancellationToken: Ct);

        Assert.Equal("Théo Maurel : Aide-soignant, EHPAD Les Saules Blancs, à partir du 03/06/2027 à 00:00 jusqu'au 06/06/2027 à 00:00.", Line(report, 2).Message);
        Assert.Equal((false, true, true, false), (before, onTheFirstMinute, onTheLastMinute, after));
        Assert.Empty(account.Situations);
        await api.WaitForOneAsync(StaffLeft.Topic, fact => fact.As<StaffLeft>().SituationId == reached);
    }

    [Fact]
    public async Task A_trial_tells_what_each_line_would_do_and_does_nothing()
    {
        const string file = Columns + "\n"
            + "3990000010/E1;Noizet;Eva;E-1;CDI;2026-01-05;;990000028;IDE;\n"
            + "3990000010/E2;Ozanne;Guy;E-2;CDD;2026-01-05;;990000028;IDE;\n"
            + "99900000011;Martin;Paul;E-3;CDI;2026-01-05;;990000028;IDE;\n"
            + "3990000010/E4;Picot;Zoé;E-4;CDI;2026-13-05;;990000028;IDE;\n"
            + "3990000010/E5;Quéré;Alix;E-5;CDI;2026-01-05;;990000011;IDE;\n"
            + "3990000010/E6;Rochas;Lou;E-6;CDI;2026-01-05;;990000069;IDE;\n"
            + "3990000010/E7;Savin;Max;E-7;CDI;2026-01-05;;990000028;Jardinier;\n"
            + "3990000010/E8;Tardy;Ève;E-8;CDI;2026-01-05;;990000028;IDE;Grenier\n"
            + "Dupont;Udin;Noa;E-9;CDI;2026-01-05;;990000028;IDE;\n";

        var trial = await ImportAsync(file, dryRun: true);
        var nobody = await CountAsync("Noizet");
        var real = await ImportAsync(file);

        Assert.Equal(trial.GetProperty("report").GetRawText(), real.GetProperty("report").GetRawText());
        Assert.Equal((0, 1), (nobody, await CountAsync("Noizet")));
        Assert.Equal((9, 1, 8), (real.GetProperty("lines").GetInt32(), real.GetProperty("applied").GetInt32(), real.GetProperty("refused").GetInt32()));
        Assert.Equal("Un contrat à durée déterminée a une fin. Indiquez-la.", Line(real, 3).Message);
        Assert.Equal("L'identifiant 899900000011 est celui de Hélène VASSEUR. Vérifiez-le.", Line(real, 4).Message);
        Assert.StartsWith("La date « 2026-13-05 » de la colonne « debut » n'est pas lisible", Line(real, 5).Message);
        Assert.Equal("Le numéro FINESS « 990000011 » n'est pas valide.", Line(real, 6).Message);
        Assert.Equal("Le FINESS 990000069 n'est pas un établissement de l'organisme.", Line(real, 7).Message);
        Assert.Equal("La fonction « Jardinier » n'est pas connue.", Line(real, 8).Message);
        Assert.Equal("« Grenier » n'est pas une unité de EHPAD Les Saules Blancs.", Line(real, 9).Message);
        Assert.StartsWith("L'identifiant « Dupont » n'est ni un RPPS", Line(real, 10).Message);
    }

    [Fact]
    public async Task The_same_file_again_changes_nothing_and_tells_nobody()
    {
        const string file = Columns + "\n3990000010/I1;Vidal;Anne;I-1;CDI;2026-01-05;;990000036;psychologue;\n3990000010/I1;Vidal;Anne;I-1;CDI;2026-01-05;;990000077;psychologue;Internat\n";

        await ImportAsync(file);
        var situations = await SituationsOfAsync("Vidal", api.Now);
        foreach (var situation in situations) await api.WaitForAsync(StaffJoined.Topic, fact => fact.As<StaffJoined>().SituationId == situation);
        var again = await ImportAsync(file);

        Assert.Equal((2, 2), (again.GetProperty("lines").GetInt32(), again.GetProperty("unchanged").GetInt32()));
        Assert.Equal(2, await CountAsync("Vidal"));
        var last = await ArriveAsync("Wattel", "W-1");
        await api.WaitForAsync(StaffJoined.Topic, fact => fact.As<StaffJoined>().SituationId == last);   // what was saved before has left by then
        Assert.Equal(2, api.Published.Count(fact => fact.Topic.StartsWith("directory.staff-", StringComparison.Ordinal) && situations.Contains(Guid.Parse(fact.Subject))));
    }

    [Fact]
    public async Task A_move_a_prolongation_and_a_departure_are_recognised_and_old_rights_do_not_add_up()
    {
        var line = "3990000010/M1;Yver;Paul;M-1;CDI;2026-01-05;{0};{1};{2};\n";
        await ImportAsync(Columns + "\n" + string.Format(line, "", "990000028", "aide-soignant"));
        var first = await SituationOfAsync("Yver", api.Now);

        var promoted = await ImportAsync(Columns + "\n" + string.Format(line, "", "990000028", "animateur"));
        var moved = await ImportAsync(Columns + "\n" + string.Format(line, "", "990000036", "animateur"));
        var there = await SituationOfAsync("Yver", api.Now);
        var leaving = await ImportAsync(Columns + "\n" + string.Format(line, "2099-12-31T18:00", "990000036", "animateur"));
        var staying = await ImportAsync(Columns + "\n" + string.Format(line, "", "990000036", "animateur"));

        var married = await ImportAsync(Columns + "\n" + string.Format(line.Replace("Yver", "Yver-Zadig", StringComparison.Ordinal), "", "990000036", "animateur"));

        Assert.Equal(1, await CountAsync("Yver Zadig"));
        Assert.Equal(["move", "move", "departure", "change", "change"], new[] { promoted, moved, leaving, staying, married }.Select(one => Line(one, 2).Result));
        Assert.Contains("Quitte EHPAD Les Saules Blancs.", Line(moved, 2).Message);
        Assert.Contains("départ le 31/12/2099 à 18:00", Line(leaving, 2).Message);
        Assert.NotEqual(first, there);
        Assert.Equal((false, true), (await api.ActiveAsync(first), await api.ActiveAsync(there)));
    }

    [Fact]
    public async Task Absences_come_by_file_too_and_a_director_s_file_reaches_the_own_house_only()
    {
        await ImportAsync(Columns + "\n3990000010/A1;Ziani;Mo;A-1;CDI;2026-01-05;;990000028;ide;\n3990000010/A2;Zola;Lia;A-2;CDI;2026-01-05;;990000036;ide;\n");
        const string file = "identifiant;absence;motif;debut;fin;annulee\n3990000010/A1;ABS-1;arrêt maladie;2099-03-01;2099-03-04;\n3990000010/A2;ABS-2;congés;2099-03-01;2099-03-04;\n";

        var director = await ImportAsync(file, api.Director);
        var again = await ImportAsync(file, api.Director);
        var cancelled = await ImportAsync(file.Replace("2099-03-04;\n3990000010/A2", "2099-03-04;oui\n3990000010/A2", StringComparison.Ordinal), api.Director);
        var foreign = await ImportAsync(Columns + "\n3990000010/A9;Zorn;Ida;A-9;CDI;2026-01-05;;990000036;ide;\n", api.Director);
        var told = await api.WaitForAsync(StaffAbsent.Topic, fact => fact.As<StaffAbsent>().Cancelled);

        Assert.Equal(["absence", "refused"], Results(director));
        Assert.Equal(["unchanged", "refused"], Results(again));
        Assert.Equal(["absence-cancelled", "refused"], Results(cancelled));
        Assert.Equal(["refused"], Results(foreign));
        Assert.Equal(Paris("2099-03-05T00:00", 1), told.As<StaffAbsent>().EndsAt);
    }

    [Theory]
    [InlineData("", "csv-unreadable")]
    [InlineData("nom;prenom\nA;B\n", "csv-columns-missing")]
    [InlineData("identifiant;nom\n\"ouvert;B\n", "csv-unreadable")]
    public async Task A_file_that_cannot_be_read_is_refused_whole(string file, string code)
    {
        using var content = new StringContent(file, Encoding.UTF8, "text/csv");

        var reply = await api.Admin.PostAsync("/staff-imports", content, Ct);

        var problem = await DirectoryApi.ProblemAsync(reply);
        Assert.Equal((400, code), (problem.Status, problem.Code));
    }

    [Fact]
    public async Task A_file_in_another_encoding_and_a_caller_without_the_right_are_refused()
    {
        using var latin = new ByteArrayContent(Encoding.Latin1.GetBytes(Columns + "\n3990000010/L1;Béz;Zoé;L-1;CDI;2026-01-05;;990000028;ide;\n"));
        using var good = new StringContent(Columns + "\n", Encoding.UTF8, "text/csv");

        Assert.Equal("csv-unreadable", (await DirectoryApi.ProblemAsync(await api.Admin.PostAsync("/staff-imports", latin, Ct))).Code);
        Assert.Equal("staff-managers-only", (await DirectoryApi.ProblemAsync(await api.As(Demo.Brume).PostAsync("/staff-imports", good, Ct))).Code);
    }

    private async Task<JsonElement> ImportAsync(string file, HttpClient? by = null, bool dryRun = false)
    {
        using var content = new StringContent(file, Encoding.UTF8, "text/csv");
        var reply = await (by ?? api.Admin).PostAsync($"/staff-imports?dryRun={(dryRun ? "true" : "false")}", content, Ct);
        Assert.Equal(200, (int)reply.StatusCode);
        return await reply.Content.ReadFromJsonAsync<JsonElement>(Ct);
    }

    private async Task<Guid> ArriveAsync(string family, string reference)
    {
        await ImportAsync(Columns + $"\n3990000010/{reference};{family};Ugo;{reference};CDI;2026-01-05;;990000028;ide;\n");
        return await SituationOfAsync(family, api.Now);
    }

    private async Task<Guid> SituationOfAsync(string family, DateTimeOffset at) => (await SituationsOfAsync(family, at))[0];

    private async Task<List<Guid>> SituationsOfAsync(string family, DateTimeOffset at)
    {
        var page = await api.Admin.GetFromJsonAsync<JsonElement>($"/professionals?name={family}&availableAt={Uri.EscapeDataString(at.ToString("O"))}", Ct);
        return [.. page.GetProperty("professionals").EnumerateArray().Select(one => one.GetProperty("situationId").GetGuid())];
    }

    private async Task<int> CountAsync(string family) => (await api.Admin.GetFromJsonAsync<JsonElement>($"/professionals?name={family}", Ct)).GetProperty("total").GetInt32();

    private static (string Result, string Message) Line(JsonElement report, int number)
    {
        var line = report.GetProperty("report").EnumerateArray().Single(one => one.GetProperty("line").GetInt32() == number);
        return (line.GetProperty("result").GetString()!, line.GetProperty("message").GetString()!);
    }

    private static IEnumerable<string?> Results(JsonElement report) => report.GetProperty("report").EnumerateArray().Select(one => one.GetProperty("result").GetString());

    private static DateTimeOffset Paris(string wall, int offset) => new DateTimeOffset(DateTime.Parse(wall, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.FromHours(offset)).ToUniversalTime();
}
