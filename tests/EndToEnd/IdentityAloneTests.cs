using EndToEnd.Stage;

namespace EndToEnd;

[Collection(OnePlatform.Name)]
public sealed class IdentityAloneTests(PlatformFixture platform)
{
    [Fact]
    [Trait("Seed", "S2-80")]
    public async Task An_INS_is_qualified_and_found_while_the_DMP_and_the_mail_operators_are_down()
    {
        string[] down = ["dmp", "mss", "mes"];
        foreach (var teleservice in down) await platform.Outside.SetAsync(teleservice, "down");
        try
        {
            var resident = await platform.QualifyAsync(Admissions.Adrun);

            var found = (await (await platform.NurseAsync()).PostAsync("/api/identity/usagers/ins-search", new { matricule = resident.Matricule })).Must(200).Json;
            Assert.Equal(resident.Id, Assert.Single(found.EnumerateArray()).GetProperty("id").GetGuid());
        }
        finally
        {
            foreach (var teleservice in down) await platform.Outside.SetAsync(teleservice, "ok");
        }
    }
}
