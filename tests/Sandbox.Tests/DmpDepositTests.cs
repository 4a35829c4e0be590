using System.Net.Http.Json;
using System.Text.Json;

namespace Sandbox.Tests;

public sealed class DmpDepositTests : IAsyncLifetime
{
    private SandboxApi _api = null!;
    private DmpClient _dmp = null!;
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => (_api, _dmp) = (await SandboxApi.StartAsync(), null!);

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    private DmpClient Dmp => _dmp ??= new(_api);

    [Fact]
    public async Task A_deposited_document_is_listed_and_read_back_byte_for_byte()
    {
        var deposit = new DmpDeposit();

        var stored = await Dmp.DepositAsync(deposit);
        var list = await Dmp.FindAsync(new());
        var read = await Dmp.RetrieveAsync(new(), deposit.UniqueId);

        Assert.Equal("Success", stored.Status);
        var entry = list.Soap.Descendants().Single(e => e.Name.LocalName == "ExtrinsicObject");
        Assert.StartsWith("urn:uuid:", (string)entry.Attribute("id")!);
        Assert.Contains(entry.Descendants(), e => (string?)e.Attribute("value") == deposit.UniqueId);
        Assert.Equal("Success", read.Status);
        Assert.Contains(System.Text.Encoding.UTF8.GetString(deposit.Document), read.Text);
    }

    [Fact]
    public async Task A_retry_of_the_same_document_succeeds_and_stores_nothing_twice()
    {
        var deposit = new DmpDeposit();

        var first = await Dmp.DepositAsync(deposit);
        var again = await Dmp.DepositAsync(deposit with { SetId = "2.25.4242" });

        Assert.Equal(("Success", "Success"), (first.Status, again.Status));
        Assert.Single(await DocumentsAsync());
    }

    [Fact]
    public async Task The_same_identifier_with_another_content_is_refused()
    {
        var deposit = new DmpDeposit();
        await Dmp.DepositAsync(deposit);

        var other = await Dmp.DepositAsync(deposit with { Text = "Autre contenu" });

        Assert.Equal(["XDSNonIdenticalHash"], other.Errors);
        Assert.Equal(deposit.Text, (await DocumentsAsync()).Single().GetProperty("title").GetString());
    }

    [Fact]
    public async Task A_document_acknowledged_before_a_kill_is_there_after_it()
    {
        var deposit = new DmpDeposit();
        await _api.SetFaultAsync("dmp", "half", count: 1);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => Dmp.DepositAsync(deposit));
        await _api.StartAgainAsync();

        var retry = await new DmpClient(_api).DepositAsync(deposit);

        Assert.Equal("Success", retry.Status);
        Assert.Single(await DocumentsAsync());
    }

    public static TheoryData<string, string> Mistakes => new()
    {
        { "class", "XDSRepositoryMetadataError" }, { "type", "XDSRepositoryMetadataError" }, { "hash", "XDSRepositoryMetadataError" },
        { "no-normal-level", "XDSRepositoryMetadataError" }, { "masked-and-invisible", "XDSRepositoryMetadataError" }, { "cda-id", "XDSRepositoryMetadataError" },
        { "cda-patient", "XDSPatientIdDoesNotMatch" }, { "no-title", "XDSRepositoryMetadataError" }, { "no-member", "XDSRepositoryMetadataError" },
        { "no-set", "XDSRepositoryMetadataError" }, { "no-authenticator", "XDSRepositoryMetadataError" }, { "no-start", "XDSRepositoryMetadataError" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task Wrong_metadata_are_refused_and_nothing_is_stored(string mistake, string expected)
    {
        var right = new DmpDeposit();
        var wrong = mistake switch
        {
            "class" => right with { ClassCode = "10" },
            "type" => right with { TypeCode = "99999-9" },
            "hash" => right with { Hash = new string('a', 40) },
            "no-normal-level" => right with { Confidentiality = ["MASQUE_PS"] },
            "masked-and-invisible" => right with { Confidentiality = ["N", "MASQUE_PS", "INVISIBLE_PATIENT"] },
            "cda-id" => right with { CdaId = "2.25.1" },
            "cda-patient" => right with { CdaMatricule = "277076322082910" },
            "no-title" => right with { Remove = $"<rim:Name><rim:LocalizedString value=\"{right.Text}\"/></rim:Name>" },
            "no-member" => right with { Remove = "urn:oasis:names:tc:ebxml-regrep:AssociationType:HasMember" },
            "no-set" => right with { Remove = "urn:uuid:a54d6aa5-d40d-43f9-88c5-b4633d873bdd" },
            "no-authenticator" => right with { Remove = "name=\"legalAuthenticator\"" },
            _ => right with { Remove = "name=\"serviceStartTime\"" },
        };

        var answer = await Dmp.DepositAsync(wrong);

        Assert.Equal("Failure", answer.Status);
        Assert.Contains(expected, answer.Errors);
        Assert.Empty(await DocumentsAsync());
    }

    [Theory]
    [InlineData("INEXISTANT", "XDSUnknownPatientId")]
    [InlineData("FERME", "DMPPatientDossierClosed")]
    public async Task A_missing_or_closed_dmp_takes_no_document(string status, string expected)
    {
        var deposit = new DmpDeposit();
        await SetRecordAsync(deposit, status);

        Assert.Equal([expected], (await Dmp.DepositAsync(deposit)).Errors);
    }

    [Fact]
    public async Task An_ins_that_nobody_holds_has_no_dmp() =>
        Assert.Equal(["XDSUnknownPatientId"], (await Dmp.DepositAsync(new DmpDeposit { Matricule = "123456789012311" })).Errors);

    [Fact]
    public async Task A_blocked_professional_may_feed_but_not_read()
    {
        var deposit = new DmpDeposit();
        await SetRecordAsync(deposit, "ACTIF", "INTERDITE");

        Assert.Equal("Success", (await Dmp.DepositAsync(deposit)).Status);
        Assert.Equal("Failure", (await Dmp.FindAsync(new())).Status);
        Assert.Equal("Failure", (await Dmp.RetrieveAsync(new() { Purpose = "bris_de_glace" }, deposit.UniqueId)).Status);
    }

    [Fact]
    public async Task A_new_version_replaces_the_last_one_and_only_it()
    {
        var first = new DmpDeposit();
        await Dmp.DepositAsync(first);
        var uuid = (await DocumentsAsync()).Single().GetProperty("entryUuid").GetString()!;
        var second = new DmpDeposit { Replaced = first.UniqueId, ReplacedUuid = uuid };

        var replaced = await Dmp.DepositAsync(second);
        var late = await Dmp.DepositAsync(new DmpDeposit { Replaced = first.UniqueId, ReplacedUuid = uuid });
        var unsaid = await Dmp.DepositAsync(new DmpDeposit { Replaced = second.UniqueId });

        Assert.Equal("Success", replaced.Status);
        Assert.Equal(["XDSRegistryDeprecatedDocumentError"], late.Errors);
        Assert.Equal(["XDSRegistryMetadataError"], unsaid.Errors);
        Assert.Equal(["Deprecated", "Approved"], (await DocumentsAsync()).Select(d => d.GetProperty("status").GetString()));
    }

    private async Task SetRecordAsync(DmpDeposit deposit, string status, string authorisation = "VALIDE") =>
        (await _api.Caller().PutAsJsonAsync("/control/dmp/records", new { matricule = deposit.Matricule, oid = deposit.Oid, status, authorisation }, Ct)).EnsureSuccessStatusCode();

    private async Task<IReadOnlyList<JsonElement>> DocumentsAsync() => [.. (await _api.JsonAsync("/control/dmp/documents")).EnumerateArray()];
}
