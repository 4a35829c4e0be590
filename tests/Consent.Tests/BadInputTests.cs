using System.Net.Http.Json;
using System.Text.Json;
using Testing;
using Xunit;

namespace Consent.Tests;

/// <summary>What cannot be understood is refused in French, by every route, and changes nothing.</summary>
[Collection("House")]
public sealed class BadInputTests(ConsentApi api)
{
    public static TheoryData<string, string> Bodies => new()
    {
        { "/decisions", """{ "usagerId": "{r}", "category": "MEDX", "action": "R" }""" },
        { "/decisions", """{ "usagerId": "{r}", "category": "MED", "action": "Z" }""" },
        { "/oppositions", """{ "usagerId": "{r}", "channel": "fax" }""" },
        { "/oppositions", """{ "usagerId": "{r}", "unknown": 1 }""" },
        { "/oppositions", """{ "usagerId": "not-a-guid", "channel": "dmp" }""" },
        { "/usagers/{r}/care-circle", """{ "role": "ROI", "name": "X" }""" },
        { "/usagers/{r}/care-circle", """{ "role": "PRO", "name": "" }""" },
        { "/usagers/{r}/care-circle", """{ "role": "PRO", "name": "X", "mailbox": "x@gmail.com" }""" },
        { "/consents", """{ "usagerId": "{r}" }""" },
        { "/consents", """{ "usagerId": "{r}", "kind": "SHARE_OUT_OF_TEAM", "decision": "Permit", "will": {w}, "information": {i} }""" },
        { "/consents", """{ "usagerId": "{r}", "kind": "SHARE_OUT_OF_TEAM", "decision": "Permit", "will": {w}, "information": {i}, "categories": ["SOI"], "purposes": ["coordination"], "recipients": [{ "finess": "990000028" }] }""" },
        { "/consents", """{ "usagerId": "{r}", "kind": "SHARE_OUT_OF_TEAM", "decision": "Permit", "will": {w}, "information": {i}, "categories": ["XYZ"], "purposes": ["coordination"], "recipients": [{ "circleRole": "MT" }] }""" },
        { "/consents", """{ "usagerId": "{r}", "kind": "SHARE_OUT_OF_TEAM", "decision": "Permit", "will": {w}, "information": {i}, "categories": ["SOI"], "purposes": ["marketing"], "recipients": [{ "circleRole": "MT" }] }""" },
        { "/consents", """{ "usagerId": "{r}", "kind": "SHARE_OUT_OF_TEAM", "decision": "Permit", "will": {w}, "information": {i}, "purposes": ["coordination"], "recipients": [{ "circleRole": "MT" }] }""" },
        { "/consents", """{ "usagerId": "{r}", "kind": "IMAGE", "decision": "Permit", "will": {w}, "information": {i}, "from": "2026-01-01T00:00:00Z", "to": "2028-01-01T00:00:00Z" }""" },
        { "/consents", """{ "usagerId": "{r}", "kind": "IMAGE", "decision": "Permit", "will": {w}, "information": {i}, "from": "2026-05-01T00:00:00Z", "to": "2026-01-01T00:00:00Z" }""" },
        { "/consents", """{ "usagerId": "{r}", "kind": "IMAGE", "decision": "Permit", "will": {w}, "information": {i}, "supersedes": "01900000-0000-7000-8000-00000000dead" }""" },
        { "/consents", """{ "usagerId": "{r}", "kind": "IMAGE", "decision": "Permit", "will": { "decidedBy": "representative", "able": false, "assent": "oui" }, "information": {i} }""" },
        { "/usagers/{r}/sharing-needs", """{ "recipients": [], "categories": ["SOI"], "purpose": "coordination", "legalBase": "x", "why": "y" }""" },
        { "/usagers/{r}/sharing-needs", """{ "recipients": [{ "circleRole": "MT" }], "categories": ["SOI"], "purpose": "curiosity", "legalBase": "x", "why": "y" }""" },
        { "/usagers/{r}/grants", """{ "holder": "Relative", "account": "a", "name": "n", "level": 7, "proof": "p" }""" },
        { "/usagers/{r}/grants", """{ "holder": "Relative", "account": "a", "name": "n", "level": 1, "proof": "p" }""" },
        { "/usagers/{r}/grants", """{ "holder": "Representative", "account": "a", "name": "n", "level": 1, "proof": "p" }""" },
        { "/usagers/{r}/grants", """{ "holder": "Person", "account": "a", "name": "n", "level": 1, "proof": "p", "to": "2020-01-01T00:00:00Z" }""" },
        { "/usagers/{r}/grants", """{ "holder": "Person", "account": "a", "name": "n", "level": 1, "proof": "p", "hiddenCategories": ["QQQ"] }""" },
        { "/missions", """{ "name": "n", "request": "r", "usagerIds": [], "situationIds": ["{r}"], "startsAt": "2026-01-01T00:00:00Z", "endsAt": "2026-01-02T00:00:00Z" }""" },
        { "/missions", """{ "name": "n", "request": "r", "usagerIds": ["{r}"], "situationIds": ["{r}"], "startsAt": "2026-01-03T00:00:00Z", "endsAt": "2026-01-02T00:00:00Z" }""" },
        { "/missions", """{ "name": "n", "request": "r", "usagerIds": ["{r}"], "situationIds": ["{r}"], "startsAt": "2026-01-03T00:00:00Z", "endsAt": "2027-01-02T00:00:00Z" }""" },
        { "/delegations", """{ "toSituationId": "{s}", "tasks": [{ "category": "AGE", "actions": "R" }], "reason": "r", "until": "2099-01-01T00:00:00Z" }""" },
        { "/delegations", """{ "toSituationId": "{r}", "tasks": [{ "category": "AGE", "actions": "R" }], "reason": "r", "until": "2099-01-01T00:00:00Z" }""" },
        { "/delegations", """{ "toSituationId": "{r}", "tasks": [{ "category": "ZZZ", "actions": "R" }], "reason": "r", "until": "2099-01-01T00:00:00Z" }""" },
        { "/delegations", """{ "toSituationId": "{r}", "tasks": [], "reason": "r", "until": "2099-01-01T00:00:00Z" }""" },
        { "/break-glass", """{ "usagerId": "{r}", "reasonCode": "vital-emergency", "reason": "trop bref" }""" },
        { "/consents", "not json" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_bad_body_is_refused_in_French_and_nothing_has_changed(string path, string body)
    {
        var nurse = api.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs);
        var resident = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs);
        string Fill(string text) => text.Replace("{r}", resident.ToString(), StringComparison.Ordinal).Replace("{s}", nurse.ToString(), StringComparison.Ordinal)
            .Replace("{w}", """{ "decidedBy": "person", "able": true }""", StringComparison.Ordinal).Replace("{i}", """{ "leaflet": "l", "version": "1", "mode": "oral" }""", StringComparison.Ordinal);

        await RefusedAsync(nurse, Fill(path), Fill(body));

        foreach (var list in new[] { $"/oppositions?usagerId={resident}", $"/consents?usagerId={resident}", $"/usagers/{resident}/care-circle", $"/usagers/{resident}/sharing-needs", $"/usagers/{resident}/grants", "/delegations" })
            Assert.Equal(0, (await api.ReadAsync(nurse, list)).GetArrayLength());
    }

    [Theory]
    [InlineData("""{ "type": "Tutelle", "scope": "Both", "mode": "Represent", "judgedOn": "2026-01-05", "holderName": "T", "proofDocument": "p" }""", "measure-without-term")]
    [InlineData("""{ "type": "Tutelle", "scope": "Both", "mode": "Represent", "judgedOn": "2026-01-05", "expiresOn": "2025-01-05", "holderName": "T", "proofDocument": "p" }""", "measure-dates")]
    [InlineData("""{ "type": "Tutelle", "scope": "Both", "mode": "Represent", "judgedOn": "2090-01-05", "expiresOn": "2095-01-05", "holderName": "T", "proofDocument": "p" }""", "measure-dates")]
    [InlineData("""{ "type": "Curatelle", "scope": "Person", "mode": "Represent", "judgedOn": "2026-01-05", "expiresOn": "2029-01-05", "holderName": "T", "proofDocument": "p" }""", "measure-mode")]
    [InlineData("""{ "type": "Adoption", "scope": "Person", "mode": "Represent", "judgedOn": "2026-01-05", "expiresOn": "2029-01-05", "holderName": "T", "proofDocument": "p" }""", "invalid-input")]
    public async Task A_measure_that_the_law_does_not_know_is_refused(string body, string code)
    {
        var secretary = api.Directory.Add(Demo.Brume, "secretaire-admission", Demo.SaulesBlancs);
        var resident = await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs);

        Assert.Equal(code, await RefusedAsync(secretary, $"/usagers/{resident}/legal-measures", body));

        Assert.Equal(0, (await api.ReadAsync(secretary, $"/usagers/{resident}/legal-measures")).GetProperty("measures").GetArrayLength());
        var nurse = api.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs);   // reads them, does not record them
        Assert.Equal((403, "not-authorised"), await api.TryAsync(nurse, $"/usagers/{resident}/legal-measures", JsonDocument.Parse("""{ "type": "Tutelle", "scope": "Both", "mode": "Represent", "judgedOn": "2026-01-05", "expiresOn": "2029-01-05", "holderName": "T", "proofDocument": "p" }""").RootElement));
    }

    [Theory]
    [InlineData("/oppositions?usagerId=x")]
    [InlineData("/consents?usagerId=x")]
    [InlineData("/matrices/ehpad/who?category=medical")]
    [InlineData("/matrices/ehpad/who?category=MED&action=Z")]
    public async Task A_bad_query_is_refused(string path) =>
        Assert.Equal((400, "invalid-input"), await api.TryAsync(api.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs), path, method: HttpMethod.Get));

    [Fact]
    public async Task What_does_not_exist_or_is_of_another_house_answers_alike()
    {
        var (near, far) = (api.Directory.Add(Demo.Brume, "ide", Demo.SaulesBlancs), api.Directory.Add(Demo.Brume, "ide", Demo.RoseraieDuLac));
        var (resident, nobody) = (await api.ResidentAsync(Demo.Brume, Demo.SaulesBlancs), Guid.CreateVersion7());
        var (opposition, grant) = (await api.MakeAsync(near, "/oppositions", new { usagerId = resident, channel = "dmp" }), await api.GrantAsync(near, resident, "x"));

        foreach (var path in new[] { "/oppositions?usagerId={0}", "/consents?usagerId={0}", "/usagers/{0}/care-circle", "/usagers/{0}/sharing-needs", "/usagers/{0}/grants", "/usagers/{0}/legal-measures" })
            Assert.Equal(await api.TryAsync(far, path.Replace("{0}", nobody.ToString(), StringComparison.Ordinal), method: HttpMethod.Get), await api.TryAsync(far, path.Replace("{0}", resident.ToString(), StringComparison.Ordinal), method: HttpMethod.Get));
        foreach (var path in new[] { $"/oppositions/{opposition}/withdraw", $"/usagers/{resident}/grants/{grant}/revoke", $"/consents/{nobody}/withdraw", $"/missions/{nobody}/end", $"/matrices/versions/{nobody}/diff" })
            Assert.Contains((await api.TryAsync(far, path, path.Contains("consents", StringComparison.Ordinal) ? new { } : null)).Status, (int[])[404, 405]);
    }

    private async Task<string> RefusedAsync(Guid situation, string path, string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var reply = await api.As(Demo.Brume, situation).PostAsync(path, content, TestContext.Current.CancellationToken);
        var problem = await reply.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.True((int)reply.StatusCode == 400, $"{path} {body}: {(int)reply.StatusCode} {problem}");
        Assert.Equal("application/problem+json", reply.Content.Headers.ContentType?.MediaType);
        Assert.Matches("[a-zéèà]{3,} ", problem.GetProperty("detail").GetString()!);
        return problem.GetProperty("code").GetString()!;
    }
}
