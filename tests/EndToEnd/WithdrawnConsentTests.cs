using EndToEnd.Stage;

namespace EndToEnd;

/// <summary>The person says no while a deposit is under way.</summary>
[Collection(OnePlatform.Name)]
public sealed class WithdrawnConsentTests(PlatformFixture platform)
{
    // Fault F16: the national server is slow, so the opposition is acknowledged between the first question of the deposit and its bytes.
    [Fact]
    public async Task No_deposit_follows_an_acknowledged_opposition_and_the_document_leaves_once_it_is_lifted()
    {
        var resident = await platform.QualifiedAsync(Admissions.Adrtrois);
        var (nurse, doctor) = (await platform.NurseAsync(), await platform.DoctorAsync());
        var document = await platform.ValidatedLiaisonAsync(resident.Id);
        var before = (await platform.Outside.DepositsAsync(resident.Matricule)).Count;
        await platform.Outside.SetAsync("dmp", "slow", seconds: 5);
        Guid opposition;
        try
        {
            (await nurse.PostAsync($"/api/documents/documents/{document}/transmissions", new { channels = new[] { "Dmp" } })).Must(202);
            await Eventually.StateAsync(nurse, document, "Dmp", "Sending");
            opposition = (await doctor.PostAsync("/api/consent/oppositions", new { usagerId = resident.Id, channel = "dmp", reason = "La personne ne veut pas de dépôt au DMP" })).Must(201).Json.GetProperty("id").GetGuid();

            var blocked = await Eventually.StateAsync(nurse, document, "Dmp", "Blocked");
            Assert.Equal("opposed", blocked.GetProperty("reasonCode").GetString());
        }
        finally
        {
            await platform.Outside.SetAsync("dmp", "ok");
        }
        Assert.Equal(before, (await platform.Outside.DepositsAsync(resident.Matricule)).Count);

        (await doctor.PostAsync($"/api/consent/oppositions/{opposition}/withdraw")).Must(204);
        await Eventually.StateAsync(nurse, document, "Dmp", "Delivered");
        Assert.Equal(before + 1, (await platform.Outside.DepositsAsync(resident.Matricule)).Count);
    }
}
