using System.Net.Http.Json;
using Documents.Cda;
using Documents.Tests.Api;
using Documents.Tests.Liaison;
using static Documents.Tests.Api.DocumentsApi;

namespace Documents.Tests.Dmp;

/// <summary>Deposits over the network to the sandbox's DMP, written by other hands from the same public rules.</summary>
public sealed class SandboxDepositTests(SandboxApi api) : IClassFixture<SandboxApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_liaison_document_passes_every_check_of_the_server_and_is_held_as_it_left()
    {
        var id = await api.ValidatedAsync(api.NewPerson());
        await api.SendAsync(id, "Dmp");

        await api.UntilAsync(id, "Dmp", "Delivered");

        var held = Assert.Single(await api.HeldAsync(Oids.Of(id)));
        Assert.Equal(("74207-2", "11", "Approved", "899900000011"), (held["typeCode"]!.GetValue<string>(), held["classCode"]!.GetValue<string>(), held["status"]!.GetValue<string>(), held["depositedBy"]!.GetValue<string>()));
        Assert.Equal(await api.Doctor.GetByteArrayAsync($"/documents/{id}/cda", Ct), await api.ContentAsync(Oids.Of(id)));
    }

    [Theory]
    [InlineData("half")]
    [InlineData("garbage")]
    public async Task A_server_that_misbehaves_once_holds_the_document_once_in_the_end(string mode)
    {
        var id = await api.ValidatedAsync(api.NewPerson());
        await api.FaultAsync("down");
        await api.SendAsync(id, "Dmp");
        await api.UntilAsync(id, "Dmp", t => t["reasonCode"]!.GetValue<string>() == "dmp-unavailable");
        await api.FaultAsync("ok");
        var other = await api.ValidatedAsync(api.NewPerson());
        await api.FaultAsync(mode, 2);
        await api.SendAsync(other, "Dmp");
        await api.UntilAsync(other, "Dmp", t => t["attempts"]!.GetValue<int>() >= 1 && t["status"]!.GetValue<string>() == "Waiting");
        await api.FaultAsync("ok");

        api.Clock.Advance(TimeSpan.FromSeconds(65));

        await api.UntilAsync(id, "Dmp", "Delivered");
        await api.UntilAsync(other, "Dmp", "Delivered");
        Assert.Single(await api.HeldAsync(Oids.Of(id)));
        Assert.Single(await api.HeldAsync(Oids.Of(other)));
    }

    [Fact]
    public async Task A_new_version_deprecates_the_old_one_in_the_registry()
    {
        var id = await api.ValidatedAsync(api.NewPerson());
        await api.SendAsync(id, "Dmp");
        await api.UntilAsync(id, "Dmp", "Delivered");
        var next = Id(await OkAsync(await api.Doctor.PostAsJsonAsync($"/documents/{id}/replace", new { liaison = CompletenessTests.Complete with { Comment = "v2" } }, Ct)));
        await OkAsync(await api.Doctor.PostAsync($"/documents/{next}/validate", null, Ct));
        await api.SendAsync(next, "Dmp");
        await api.UntilAsync(next, "Dmp", "Delivered");

        Assert.Equal("Deprecated", (await api.HeldAsync(Oids.Of(id))).Single()["status"]!.GetValue<string>());
        Assert.Equal("Approved", (await api.HeldAsync(Oids.Of(next))).Single()["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_closed_DMP_is_told_by_the_existence_test()
    {
        await api.CloseAsync("277076322082910");
        var id = await api.ValidatedAsync(api.NewPerson(matricule: "277076322082910"));
        await api.SendAsync(id, "Dmp");

        Assert.Equal("dmp-closed", (await api.UntilAsync(id, "Dmp", "Blocked"))["reasonCode"]!.GetValue<string>());
        Assert.Empty(await api.HeldAsync(Oids.Of(id)));
    }

    [Fact]
    public async Task A_search_finds_what_was_left_by_its_type_and_not_under_another()
    {
        var person = api.NewPerson();
        var id = await api.ValidatedAsync(person);
        await api.SendAsync(id, "Dmp");
        await api.UntilAsync(id, "Dmp", "Delivered");

        var found = await OkAsync(await api.Doctor.PostAsJsonAsync("/dmp-searches", new { usagerId = person, typeCodes = new[] { "74207-2" } }, Ct));
        var others = await OkAsync(await api.Doctor.PostAsJsonAsync("/dmp-searches", new { usagerId = person, typeCodes = new[] { "83901-9" } }, Ct));

        Assert.Contains(found["documents"]!.AsArray(), d => d!["uniqueId"]!.GetValue<string>() == Oids.Of(id));
        Assert.Empty(others["documents"]!.AsArray());
    }
}
