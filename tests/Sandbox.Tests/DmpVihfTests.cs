using System.Net.Http.Json;

namespace Sandbox.Tests;

public sealed class DmpVihfTests : IAsyncLifetime
{
    private const string Action = "urn:ihe:iti:2007:RetrieveDocumentSet";
    private const string Body = """<RetrieveDocumentSetRequest xmlns="urn:ihe:iti:xds-b:2007"/>""";
    private SandboxApi _api = null!;
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _api = await SandboxApi.StartAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Theory]
    [InlineData("ACTIF", "OK", "active")]
    [InlineData("FERME", "OK", "terminated")]
    [InlineData("INEXISTANT", "NF", null)]
    public async Task The_status_of_a_dmp_is_told(string status, string code, string? state)
    {
        await _api.Caller().PutAsJsonAsync("/control/dmp/records", new { matricule = "236066322083656", oid = "1.2.250.1.213.1.4.8", status, authorisation = "EXPIREE" }, Ct);

        var answer = await new DmpClient(_api).StatusAsync(new());

        Assert.Equal(code, (string?)answer.Soap.Descendants().Single(e => e.Name.LocalName == "queryResponseCode").Attribute("code"));
        Assert.Equal(state, (string?)answer.Soap.Descendants().FirstOrDefault(e => e.Name.LocalName == "patient")?.Elements().Single(e => e.Name.LocalName == "statusCode").Attribute("code"));
        Assert.Equal(state is not null, answer.Text.Contains("\"EXPIREE\""));
    }

    [Fact]
    public async Task Without_a_client_certificate_nobody_enters() =>
        Assert.Equal("FailedAuthentication", (await new DmpClient(_api, certificate: null).StatusAsync(new())).Fault);

    [Fact]
    public async Task A_patient_other_than_the_vihf_s_is_refused() =>
        Assert.Equal("FailedAuthentication", (await new DmpClient(_api).StatusAsync(new(), matricule: "277076322082910")).Fault);

    public static TheoryData<string> SpoiledClaims => ["version", "structure", "urn", "patient", "role", "physician-alone", "purpose", "issuer", "old", "future", "nobody"];

    [Theory]
    [MemberData(nameof(SpoiledClaims))]
    public async Task A_vihf_whose_claims_are_wrong_is_refused(string what)
    {
        var right = new DmpVihf();
        var wrong = what switch
        {
            "version" => right with { Version = "2.0" },
            "structure" => right with { Structure = "" },
            "urn" => right with { Urn = "urn:ror" },
            "patient" => right with { Patient = "236066322083656^^^&1.2.250.1.213.1.4.2&ISO^NH" },
            "role" => right with { Roles = "médecin" },
            "physician-alone" => right with { Roles = right.Roles.Split('|')[0] },
            "purpose" => right with { Purpose = "curiosite" },
            "issuer" => right with { Issuer = "CN=quelqu'un d'autre" },
            "old" => right with { IssuedAt = DateTimeOffset.UtcNow.AddHours(-5) },
            "future" => right with { IssuedAt = DateTimeOffset.UtcNow.AddMinutes(20) },
            _ => right with { NameId = "" },
        };

        var answer = await new DmpClient(_api).SendEnvelopeAsync("/dmp/repository", DmpClient.Envelope(Action, Body, wrong));

        Assert.Equal(what is "old" or "future" ? "MessageExpired" : "FailedAuthentication", answer.Fault);
    }

    [Fact]
    public async Task A_changed_assertion_no_longer_fits_its_signature()
    {
        var answer = await SpoiledAsync(assertion => assertion.Replace("899900000011", "899900000029"));

        Assert.Equal("FailedCheck", answer.Fault);
    }

    [Fact]
    public async Task A_second_assertion_cannot_hide_behind_the_signed_one()
    {
        var forged = new DmpVihf { NameId = "899900000029" }.Sign().Replace("ID=\"a1\"", "ID=\"a2\"");

        Assert.Equal("InvalidSecurity", (await SpoiledAsync(assertion => assertion + forged)).Fault);
        Assert.Equal("InvalidSecurity", (await SpoiledAsync(assertion => $"<wrap ID=\"a1\"/>{assertion}")).Fault);
    }

    [Fact]
    public async Task An_unsigned_or_absent_assertion_is_refused()
    {
        Assert.Equal("InvalidSecurity", (await SpoiledAsync(_ => "")).Fault);
        Assert.Equal("InvalidSecurity", (await SpoiledAsync(a => a[..a.IndexOf("<Signature", StringComparison.Ordinal)] + a[(a.IndexOf("</Signature>", StringComparison.Ordinal) + 12)..])).Fault);
    }

    [Fact]
    public async Task A_seal_of_another_authority_is_refused()
    {
        var elsewhere = SandboxApi.AnotherAuthority();
        var forged = new DmpVihf { Certificate = elsewhere.Issue("ORG-SIGN", "CN=ORG-SIGN") };

        var answer = await new DmpClient(_api).SendEnvelopeAsync("/dmp/repository", DmpClient.Envelope(Action, Body, forged));

        Assert.Equal("FailedAuthentication", answer.Fault);
    }

    [Fact]
    public async Task A_deposit_outside_mtom_is_refused()
    {
        var envelope = DmpClient.Envelope("urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b", new DmpDeposit().Body(), new());

        var answer = await new DmpClient(_api).SendEnvelopeAsync("/dmp/repository", envelope);

        Assert.Contains("MTOM", answer.Text);
        Assert.Empty((await _api.JsonAsync("/control/dmp/documents")).EnumerateArray());
    }

    private Task<DmpAnswer> SpoiledAsync(Func<string, string> spoil) =>
        new DmpClient(_api).SendEnvelopeAsync("/dmp/repository", DmpClient.Envelope(Action, Body, new(), spoil));
}
