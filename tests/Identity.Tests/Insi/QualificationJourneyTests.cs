using Contracts.Identity;
using Identity.Insi;
using Identity.Proofs;
using Identity.Traits;
using Identity.Usagers;
using Testing;
using Xunit;
using static Identity.Tests.IdentityApi;

namespace Identity.Tests;

public sealed class QualificationJourneyTests(InsiApi api) : IClassFixture<InsiApi>
{
    private const string Matricule = "236066322083656";
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // Nothing but consent, directory and INSi is there: neither DMP nor messaging.
    [Fact, Trait("Seed", "S2-27"), Trait("Seed", "S2-49"), Trait("Seed", "S2-42"), Trait("Seed", "S2-23"), Trait("Seed", "S2-80")]
    public async Task From_a_first_name_typed_wrong_to_a_qualified_identity_whose_traits_are_locked()
    {
        var made = await CreateAsync(api.Brume, Typed("Tchitchi", "Ola", "1936-06-21"));
        var nobody = await api.AskAsync(made.Id);
        Assert.Equal(("01", null), (nobody.Code, nobody.Candidate));

        var corrected = await api.CorrectAsync(made, Typed("Tchitchi", "Catarina", "1936-06-21"));
        var found = await api.AskAsync(made.Id);
        Assert.Equal(("00", "CATARINA BELLA", Discordance.Minor), (found.Code, found.Candidate!.GivenNames, found.Discordance));
        await ProblemAsync(await api.PostAsync(api.Brume, $"/usagers/{made.Id}/insi-calls/{found.Id}/accept"), 409, "differences-to-confirm");
        var recovered = await api.AcceptAsync(made.Id, found.Id, new { confirmDifferences = true });
        Assert.Equal(("RECUP", null, "CATARINA BELLA", true), (recovered.Status, recovered.Ins, recovered.Traits.GivenNames, recovered.TraitsFrozen));

        var refused = await ProblemAsync(await api.PostAsync(api.Brume, $"/usagers/{made.Id}/qualification"), 409, "proof-insufficient");
        Assert.Contains("récupérée", refused.GetProperty("detail").GetString());
        await OkAsync<ProofView>(await api.PostAsync(api.Brume, $"/usagers/{made.Id}/proofs", new { type = "PC", originalSeen = true, traitsAgree = true, number = "12AA34567" }));
        await ProblemAsync(await api.PostAsync(api.Brume, $"/usagers/{made.Id}/qualification"), 409, "proof-insufficient");
        Assert.Equal("RECUP", (await ReadAsync(api.Brume, made.Id)).Status);

        var proof = await OkAsync<ProofView>(await api.PostAsync(api.Brume, $"/usagers/{made.Id}/proofs", new { type = "CN", originalSeen = true, traitsAgree = true, number = "880692310285", expiresOn = "2030-01-01" }));
        Assert.Equal(("••••••••0285", "pro-ermont", true), (proof.MaskedNumber, proof.CheckedBy, proof.Counts));
        var qualified = await OkAsync<UsagerView>(await api.PostAsync(api.Brume, $"/usagers/{made.Id}/qualification"));
        Assert.Equal(("QUAL", new InsView(Matricule, "1.2.250.1.213.1.4.8")), (qualified.Status, qualified.Ins));
        await api.WaitForAsync(InsQualified.Topic, e => e.Subject == made.Id.ToString());

        var locked = await ProblemAsync(await PutAsync(api.Brume, $"/usagers/{made.Id}/traits", new { traits = Typed("Tchichi", "Catarina") }, qualified.Version), 409, "traits-frozen");
        Assert.Contains("déverrouillage", locked.GetProperty("detail").GetString());
        await ProblemAsync(await api.PostAsync(api.Brume, $"/usagers/{made.Id}/insi-calls"), 409, "ins-already-recovered");
        Assert.Equal("TCHITCHI", (await ReadAsync(api.Brume, made.Id)).Traits.BirthName);
        await TheCallsNameTheStructureAndTheHumanAsync(made.Id);
        await UnlockingGivesTheInsUpAsync(qualified);
        Assert.NotEqual(corrected.Version, qualified.Version);
    }

    private async Task TheCallsNameTheStructureAndTheHumanAsync(Guid usager)
    {
        var calls = await OkAsync<List<InsiCallView>>(await api.Brume.GetAsync($"/usagers/{usager}/insi-calls", Ct));
        Assert.All(calls, c => Assert.StartsWith("INSI-MANU n° ", c.Certificate));
        Assert.All(calls, c => Assert.Equal(("pro-ermont", "3990000010/0077", InsiMode.Certificate), (c.AskedBy, c.UserId, c.Mode)));
        var lines = api.Logs.Lines.Where(l => l.StartsWith("INSi call ", StringComparison.Ordinal)).ToList();
        Assert.Contains(lines, l => l.Contains("INSI-MANU n° ", StringComparison.Ordinal) && l.Contains("3990000010/0077", StringComparison.Ordinal) && l.Contains(calls[0].Id.ToString(), StringComparison.Ordinal));
        Assert.DoesNotContain(api.Logs.Lines, l => l.Contains(Matricule[..13], StringComparison.Ordinal) || l.Contains("TCHITCHI", StringComparison.Ordinal));
        Assert.DoesNotContain(api.Published, e => e.Data.GetRawText().Contains(Matricule[..13], StringComparison.Ordinal));
    }

    private async Task UnlockingGivesTheInsUpAsync(UsagerView qualified)
    {
        await ProblemAsync(await api.PostAsync(api.Brume, $"/usagers/{qualified.Id}/unlock", new { reason = "" }), 400, "invalid-input");
        var open = await OkAsync<UsagerView>(await api.PostAsync(api.Brume, $"/usagers/{qualified.Id}/unlock", new { reason = "Acte de naissance rectifié" }));
        Assert.Equal("QUAL", open.Status);
        var changed = await api.CorrectAsync(open, Typed("Tchichi", "Catarina"));

        Assert.Equal(("PROV", null), (changed.Status, changed.Ins));
        var lost = (await api.WaitForAsync(InsLost.Topic, e => e.Subject == qualified.Id.ToString())).As<InsLost>();
        Assert.Equal("trait-changed", lost.Reason);
        Assert.Equal("01", (await api.AskAsync(qualified.Id)).Code);
    }

    [Fact]
    public async Task A_validated_identity_becomes_qualified_when_its_ins_comes_and_provisional_again_when_doubted()
    {
        var made = await CreateAsync(api.Brume, Typed("NESSI", "RUTH", "1977-07-14"));
        await api.ShowCardAsync(made.Id);
        Assert.Equal("VALI", (await OkAsync<UsagerView>(await api.PostAsync(api.Brume, $"/usagers/{made.Id}/qualification"))).Status);

        var qualified = await api.AcceptAsync(made.Id, (await api.AskAsync(made.Id)).Id);
        Assert.Equal(("QUAL", "277076322082910"), (qualified.Status, qualified.Ins!.Matricule));

        var proofs = await OkAsync<List<ProofView>>(await api.Brume.GetAsync($"/usagers/{made.Id}/proofs", Ct));
        await OkAsync<ProofView>(await api.PostAsync(api.Brume, $"/usagers/{made.Id}/proofs/{proofs[0].Id}/withdraw", new { reason = "Pièce reconnue fausse" }));
        var recovered = await ReadAsync(api.Brume, made.Id);
        Assert.Equal(("RECUP", null), (recovered.Status, recovered.Ins));
        await api.WaitForAsync(InsLost.Topic, e => e.Subject == made.Id.ToString() && e.As<InsLost>().Reason == "proof-withdrawn");

        var doubted = await OkAsync<UsagerView>(await PutAsync(api.Brume, $"/usagers/{made.Id}/marks", new { homonyme = false, douteuse = true, fictive = false }, recovered.Version));
        Assert.Equal(("PROV", false), (doubted.Status, doubted.TraitsFrozen));
    }

    [Fact]
    public async Task One_ins_never_goes_to_two_identities()
    {
        var first = await CreateAsync(api.Brume, Typed("ADRUN", "ZOE", "1975-12-31"));
        await api.AcceptAsync(first.Id, (await api.AskAsync(first.Id)).Id);
        var second = await CreateAsync(api.Brume, Typed("ADRUN", "ZOE", "1975-12-31"), first.Id);
        var call = await api.AskAsync(second.Id);

        var problem = await ProblemAsync(await api.PostAsync(api.Brume, $"/usagers/{second.Id}/insi-calls/{call.Id}/accept"), 409, "potential-duplicate");

        Assert.Equal(first.Id, problem.GetProperty("usagerId").GetGuid());
        Assert.Equal("PROV", (await ReadAsync(api.Brume, second.Id)).Status);
        var pairs = await OkAsync<List<Identity.Matching.DuplicateView>>(await api.Brume.GetAsync("/duplicates", Ct));
        Assert.Contains(pairs, p => p.Reason == Identity.Matching.DuplicateReason.SameIns && p.First.UsagerId == first.Id && p.Second.UsagerId == second.Id);
    }

    [Fact]
    public async Task An_ins_is_searched_by_body_and_a_wrong_key_is_explained()
    {
        var made = await CreateAsync(api.Brume, Typed("CORSE", "ANTHONY", "1980-03-02", "M", "2B020"));
        await api.AcceptAsync(made.Id, (await api.AskAsync(made.Id)).Id);

        var found = await OkAsync<List<UsagerView>>(await api.PostAsync(api.Brume, "/usagers/ins-search", new { matricule = "1 80 03 2B 020 401 23" }));
        var elsewhere = await OkAsync<List<UsagerView>>(await api.PostAsync(api.Rivieres, "/usagers/ins-search", new { matricule = "180032B02040123" }));
        var problem = await ProblemAsync(await api.PostAsync(api.Brume, "/usagers/ins-search", new { matricule = "180032B02040124" }), 400, "invalid-matricule");

        Assert.Equal(made.Id, Assert.Single(found).Id);
        Assert.Null(found[0].Ins);
        Assert.Empty(elsewhere);
        Assert.Contains("clé", problem.GetProperty("detail").GetString());
        await ProblemAsync(await api.PostAsync(api.Brume, "/usagers/ins-search", new { matricule = "180032B02040123", oid = "1.2.250.1.213.1.4.2" }), 400, "oid-refused");
    }

    [Fact]
    public async Task A_refused_candidate_leaves_nothing()
    {
        var made = await CreateAsync(api.Brume, Typed("ADRTROIS", "TOUSSAINT", "1960-01-01", "M", "2B020"));
        var call = await api.AskAsync(made.Id);

        Assert.Equal(204, (int)(await api.PostAsync(api.Brume, $"/usagers/{made.Id}/insi-calls/{call.Id}/refuse")).StatusCode);

        await ProblemAsync(await api.PostAsync(api.Brume, $"/usagers/{made.Id}/insi-calls/{call.Id}/accept"), 409, "candidate-decided");
        Assert.Null((await api.CallAsync(made.Id, call.Id)).Candidate);
        Assert.Equal("PROV", (await ReadAsync(api.Brume, made.Id)).Status);
    }
}
