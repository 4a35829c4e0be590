using System.Net.Http.Json;
using Contracts.Documents;
using Contracts.Identity;
using Documents.Tests.Api;
using Testing;

namespace Documents.Tests.Records;

/// <summary>Two identities were one person.</summary>
public sealed class MergeTests(DocumentsApi api) : IClassFixture<DocumentsApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_written_about_the_absorbed_identity_is_in_the_kept_ones_file_and_leaves_with_its_number()
    {
        var (kept, absorbed) = (api.NewPerson(), api.NewPerson("VALI"));
        var document = await api.ValidatedAsync(absorbed);
        await api.SendAsync(document, "Dmp");
        Assert.Equal("WaitingForIns", (await api.MatrixAsync(document))[0]["status"]!.GetValue<string>());

        var fact = Guid.CreateVersion7();
        foreach (var _ in Enumerable.Range(0, 2)) Assert.Equal("SUCCESS", await api.DeliverAsync(IdentityMerged.Topic, new IdentityMerged(kept, absorbed, api.Clock.GetUtcNow()), Demo.Brume, fact));

        Assert.Contains(document.ToString(), await FileOfAsync(kept), StringComparison.Ordinal);
        Assert.DoesNotContain(document.ToString(), await FileOfAsync(absorbed), StringComparison.Ordinal);
        var deposited = (await api.WaitForOneAsync(TransmissionDeposited.Topic, e => e.As<TransmissionDeposited>().DocumentId == document)).As<TransmissionDeposited>();
        Assert.Equal(kept, deposited.UsagerId);
    }

    [Fact]
    public async Task Another_organisations_merge_moves_nothing()
    {
        var (kept, absorbed) = (api.NewPerson(), api.NewPerson("VALI"));
        var document = await api.ValidatedAsync(absorbed);

        await api.DeliverAsync(IdentityMerged.Topic, new IdentityMerged(kept, absorbed, api.Clock.GetUtcNow()), Demo.Rivieres);

        Assert.Contains(document.ToString(), await FileOfAsync(absorbed), StringComparison.Ordinal);
    }

    private async Task<string> FileOfAsync(Guid person) => await api.Doctor.GetStringAsync($"/documents?usagerId={person}", Ct);
}
