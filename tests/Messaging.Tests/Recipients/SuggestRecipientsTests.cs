using System.Text.Json;
using Messaging.Tests.Peers;

namespace Messaging.Tests.Recipients;

public sealed class SuggestRecipientsTests
{
    private static async Task<(List<JsonElement> Recipients, bool RequiresChoice)> AskAsync(MessagingApi api, string query = "")
    {
        var reply = await api.GetAsync($"/recipients?usagerId={MessagingApi.Catarina}{query}");
        return ([.. reply.GetProperty("recipients").EnumerateArray()], reply.GetProperty("requiresChoice").GetBoolean());
    }

    [Fact, Trait("Seed", "S2-55")]
    public async Task The_attending_doctors_mailbox_is_proposed_from_the_care_circle()
    {
        await using var api = await MessagingApi.StartAsync(arrange: a =>
        {
            a.Consent.Circle.Add(new() { Role = "MT", NationalId = "899900000078", Name = "FERRAND Luc" });
            a.Directory.Boxes.Add(new() { Address = "luc.ferrand@medecin.mssante.fr", NationalId = "899900000078", FamilyName = "FERRAND", GivenName = "Luc", Type = "PER" });
        });

        var (recipients, choice) = await AskAsync(api);

        var doctor = Assert.Single(recipients);
        Assert.Equal(("luc.ferrand@medecin.mssante.fr", "care-circle-mt", true), (doctor.GetProperty("address").GetString(), doctor.GetProperty("origin").GetString(), doctor.GetProperty("preselected").GetBoolean()));
        Assert.False(choice);
    }

    [Theory, Trait("Seed", "S2-55")]
    [InlineData("MARTIN", "MARTIN", true)]
    [InlineData("LÉGER", "LEGER", true)]
    [InlineData("MARTIN", "MARTINEAU", false)]
    public async Task A_homonym_is_never_chosen_by_the_machine(string one, string other, bool choice)
    {
        await using var api = await MessagingApi.StartAsync(arrange: a =>
        {
            a.Consent.Circle.Add(new() { Role = "MT", Name = one[..1] });
            a.Directory.Boxes.Add(new() { Address = "p1@medecin.mssante.fr", NationalId = "899900000101", FamilyName = one, GivenName = "Paul" });
            a.Directory.Boxes.Add(new() { Address = "p2@medecin.mssante.fr", NationalId = "899900000102", FamilyName = other, GivenName = "Anne" });
        });

        var (recipients, requires) = await AskAsync(api);

        Assert.Equal(2, recipients.Count);
        Assert.Equal(choice, requires);
        Assert.DoesNotContain(recipients, r => r.GetProperty("preselected").GetBoolean());
    }

    [Fact, Trait("Seed", "S2-34")]
    public async Task An_emergency_document_proposes_the_emergency_department_and_never_admissions()
    {
        await using var api = await MessagingApi.StartAsync();

        var (recipients, _) = await AskAsync(api, "&documentType=74207-2");

        Assert.Equal([MessagingApi.Emergency], recipients.Select(r => r.GetProperty("address").GetString()));
        Assert.Empty((await AskAsync(api)).Recipients);
    }
}
