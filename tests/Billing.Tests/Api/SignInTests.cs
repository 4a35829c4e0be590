using System.Net;
using Contracts.Audit;
using Testing;

namespace Billing.Tests.Api;

/// <summary>An export leaves the platform: who signed in too long ago signs in again, and is never told that there is nothing.</summary>
public sealed class SignInTests(BillingApi api) : IClassFixture<BillingApi>
{
    [Fact]
    public async Task An_old_sign_in_is_asked_again_for_an_export_and_its_journal_and_reads_what_was_exported()
    {
        api.Clock.MoveTo(new(2026, 3, 4, 9, 0, 0, TimeSpan.Zero));
        var house = await api.OpenHouseAsync();
        await house.AdmitAsync();
        await house.ConfirmAsync("2026-02");

        api.Consent.SignInTooOld = true;
        var refusal = await house.TryAsync("exports", "2026-02");
        await BillingApi.RefusedAsync(refusal, HttpStatusCode.Unauthorized, "step-up-required");
        Assert.Contains("insufficient_user_authentication", refusal.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        Assert.All(await house.EventsAsync("period=2026-02"), e => Assert.Equal("CONFIRMED", e.Text("status")));
        var kept = await api.WaitForAsync(AccessRecorded.Topic, e => e.As<AccessRecorded>() is { Action: "sign-in.required", Outcome: "refused" } access && access.SubjectId == house.Id.ToString());
        Assert.Equal(["STEP-UP"], kept.As<AccessRecorded>().RuleIds);

        api.Consent.SignInTooOld = false;
        var export = await house.ExportAsync("2026-02");

        api.Consent.SignInTooOld = true;
        Assert.Equal(export.Text("id"), Assert.Single((await house.GetAsync($"/establishments/{house.Id}/exports")).AsArray())!.Text("id"));
        await BillingApi.RefusedAsync(await api.Referent.GetAsync($"/exports/{export.Text("id")}/journal", BillingApi.Ct), HttpStatusCode.Unauthorized, "step-up-required");

        api.Consent.SignInTooOld = false;
        Assert.NotEmpty(await api.Referent.GetStringAsync($"/exports/{export.Text("id")}/journal", BillingApi.Ct));
    }
}
