using System.Net.Http.Json;
using System.Text.Json;
using Contracts.Directory;
using Testing;
using Xunit;

namespace HealthDirectory.Tests;

/// <summary>No mailbox without the Annuaire Santé: of one's own for who is listed, of a team under somebody who is.</summary>
public sealed class OpenedMailboxTests(RegisterTests.RegisterApi api) : IClassFixture<RegisterTests.RegisterApi>
{
    private static readonly Guid Montagne = Guid.Parse("01900000-0000-7000-8000-000000000402"), Langlois = Guid.Parse("01900000-0000-7000-8000-000000000406");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_is_not_listed_reads_a_teams_mailbox_that_somebody_listed_answers_for_and_has_none_of_their_own()
    {
        await api.FaultAsync("ok");

        var own = await OpenAsync(Langlois, "PER", "s.langlois@saules-blancs.valdebrume.mssante.fr");
        var answering = await OpenAsync(Langlois, "ORG", "admission@saules-blancs.valdebrume.mssante.fr");
        var asked = await api.Director.GetFromJsonAsync<JsonElement>($"/mailboxes/eligibility?establishmentId={Demo.SaulesBlancs}&professionalId={Langlois}", Ct);
        var nurses = await api.Director.GetFromJsonAsync<JsonElement>($"/mailboxes/eligibility?establishmentId={Demo.SaulesBlancs}&professionalId={Montagne}", Ct);
        var team = await OpenAsync(Montagne, "ORG", "admission@saules-blancs.valdebrume.mssante.fr", Langlois);
        var opened = await team.Content.ReadFromJsonAsync<JsonElement>(Ct);

        Assert.Equal((409, "mailbox-not-eligible"), await CodeAsync(own));
        Assert.Equal((409, "mailbox-responsible-not-listed"), await CodeAsync(answering));
        Assert.Equal((false, false, true, true), (Is(asked, "personal"), Is(asked, "responsible"), Is(nurses, "personal"), Is(nurses, "responsible")));
        Assert.Contains("n'a pas de numéro RPPS", asked.GetProperty("explanation").GetString());
        Assert.Equal((201, Montagne, Langlois), ((int)team.StatusCode, opened.GetProperty("responsibleId").GetGuid(), Assert.Single(opened.GetProperty("readers").EnumerateArray()).GetGuid()));
        var published = await api.Lookup.FindMailboxesAsync(new() { Address = "admission@saules-blancs.valdebrume.mssante.fr" }, api.Service(Demo.Brume), cancellationToken: Ct);
        Assert.Equal(("ORG", "990000028"), (Assert.Single(published.Mailboxes_).Type, published.Mailboxes_[0].Finess));
        Assert.Equal((409, "mailbox-known"), await CodeAsync(await OpenAsync(Montagne, "ORG", "admission@saules-blancs.valdebrume.mssante.fr")));
    }

    [Fact]
    public async Task A_listed_nurse_has_her_own_and_when_she_who_answers_for_a_teams_leaves_somebody_is_told()
    {
        await api.FaultAsync("ok");
        var person = await api.EnrolAsync("Normand", "Alix", "899900000243");
        var contract = await api.SignAsync(person, api.Now.AddMinutes(-1), null, Demo.SaulesBlancs, "Ide", "Cdi");
        var situation = contract.GetProperty("situations")[0].GetProperty("id").GetGuid();

        var own = await OpenAsync(person, "PER", "alix.normand@saules-blancs.valdebrume.mssante.fr");
        var shared = await OpenAsync(person, "ORG", "plaies@saules-blancs.valdebrume.mssante.fr");
        await api.Director.PostAsync($"/situations/{situation}/end", null, Ct);
        await api.WaitForOneAsync(StaffLeft.Topic, fact => fact.As<StaffLeft>().SituationId == situation);

        Assert.Equal((201, 201), ((int)own.StatusCode, (int)shared.StatusCode));
        var mine = await api.As(Demo.Brume).GetFromJsonAsync<JsonElement>("/mailboxes?address=alix.normand@saules-blancs.valdebrume.mssante.fr", Ct);
        Assert.Equal("soins@saules-blancs.valdebrume.mssante.fr", Assert.Single(mine.EnumerateArray()).GetProperty("delegatedTo").GetString());
        var tasks = await api.Director.GetFromJsonAsync<JsonElement>("/tasks", Ct);
        Assert.Contains(tasks.EnumerateArray(), task => task.GetProperty("kind").GetString() == "mailbox-responsible" && task.GetProperty("subjectId").GetGuid() == person);
        Assert.Equal((409, "mailbox-not-staff"), await CodeAsync(await OpenAsync(person, "PER", "alix2@saules-blancs.valdebrume.mssante.fr")));
    }

    [Fact]
    public async Task A_silent_register_another_domain_a_stranger_and_a_second_reader_open_nothing()
    {
        await api.FaultAsync("down");
        var silent = await OpenAsync(Montagne, "PER", "silence@saules-blancs.valdebrume.mssante.fr");
        await api.FaultAsync("ok");

        Assert.Equal((503, "annuaire-unavailable"), await CodeAsync(silent));
        Assert.Equal((400, "mailbox-domain"), await CodeAsync(await OpenAsync(Montagne, "ORG", "soins2@ailleurs.mssante.fr")));
        Assert.Equal((400, "invalid-input"), await CodeAsync(await OpenAsync(Montagne, "ORG", "soins@saules-blancs.fr")));
        Assert.Equal((400, "mailbox-personal"), await CodeAsync(await OpenAsync(Montagne, "PER", "deux@saules-blancs.valdebrume.mssante.fr", Langlois)));
        Assert.Equal((409, "mailbox-not-staff"), await CodeAsync(await OpenAsync(Montagne, "ORG", "trois@saules-blancs.valdebrume.mssante.fr", Guid.CreateVersion7())));
        Assert.Equal((403, "staff-managers-only"), await CodeAsync(await OpenAsync(Montagne, "PER", "quatre@saules-blancs.valdebrume.mssante.fr", by: api.As(Demo.Brume))));
        Assert.Equal((403, "staff-managers-only"), await CodeAsync(await OpenAsync(Montagne, "PER", "cinq@saules-blancs.valdebrume.mssante.fr", by: api.As(Demo.Rivieres))));
        foreach (var address in new[] { "silence", "deux", "trois", "quatre", "cinq" })
            Assert.Empty((await api.As(Demo.Brume).GetFromJsonAsync<JsonElement>($"/mailboxes?address={address}@saules-blancs.valdebrume.mssante.fr", Ct)).EnumerateArray());
    }

    [Theory]
    [InlineData("IDE", "Nuit", "3990000010/9001")]
    [InlineData("Secrétariat", "Accueil", "3990000010/9002")]
    [InlineData("Martin", "Stagiaire", "3990000010/9003")]
    [InlineData("Aide-soignante", "2", "3990000010/9004")]
    [InlineData("Poste1", "Unité 3", "3990000010/9005")]
    [InlineData("Durand", "Paul", "3990000010/ACCUEIL")]
    public async Task An_account_of_nobody_in_particular_is_not_created_by_hand_nor_by_the_staff_file(string family, string given, string nationalId)
    {
        var reply = await api.Admin.PostAsJsonAsync("/professionals", new { nationalId, familyName = family, givenName = given }, Ct);
        using var file = new StringContent($"identifiant;nom;prenom;contrat;type;debut;fin;finess;fonction\n{nationalId};{family};{given};G-1;CDI;2026-01-05;;990000028;aide-soignant\n", System.Text.Encoding.UTF8, "text/csv");
        var imported = await (await api.Admin.PostAsync("/staff-imports?dryRun=false", file, Ct)).Content.ReadFromJsonAsync<JsonElement>(Ct);

        Assert.Equal((400, "generic-account"), await CodeAsync(reply));
        var line = Assert.Single(imported.GetProperty("report").EnumerateArray());
        Assert.Equal("refused", line.GetProperty("result").GetString());
        Assert.Contains("Un compte est celui d'une personne", line.GetProperty("message").GetString());
        Assert.DoesNotContain((await api.Admin.GetFromJsonAsync<JsonElement>($"/professionals?name={Uri.EscapeDataString(family)}", Ct)).GetProperty("professionals").EnumerateArray(), one => one.GetProperty("nationalId").GetString() == nationalId);
    }

    [Fact]
    public async Task Somebody_whose_family_name_is_a_trade_is_somebody() => await api.EnrolAsync("Infirmier", "Paul");

    private static bool Is(JsonElement view, string what) => view.GetProperty(what).GetBoolean();

    private Task<HttpResponseMessage> OpenAsync(Guid professional, string type, string address, Guid? reader = null, HttpClient? by = null) =>
        (by ?? api.Director).PostAsJsonAsync("/mailboxes", new { establishmentId = Demo.SaulesBlancs, type, professionalId = professional, address, label = "EHPAD LES SAULES BLANCS", readers = reader is { } one ? new[] { one } : [] }, Ct);

    private static async Task<(int, string)> CodeAsync(HttpResponseMessage reply)
    {
        var (status, code, _) = await DirectoryApi.ProblemAsync(reply);
        return (status, code);
    }
}
