using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Contracts.Audit;
using Testing;

namespace Billing.Tests.Api;

/// <summary>Who sees and does what: consent for persons, function for establishments, another organisation sees nothing.</summary>
public sealed class RightsTests(BillingApi api) : IClassFixture<BillingApi>
{
    private static CancellationToken Ct => BillingApi.Ct;

    [Fact]
    public async Task Nothing_is_listed_counted_summed_or_exported_about_a_person_the_caller_may_not_see()
    {
        api.Clock.MoveTo(new(2026, 3, 4, 9, 0, 0, TimeSpan.Zero));
        var house = await api.OpenHouseAsync();
        var (seen, hidden) = (await house.AdmitAsync(), await house.AdmitAsync());
        await house.ConfirmAsync("2026-02");
        api.Consent.Hidden[hidden.Usager] = true;
        const decimal One = 28 * 70.60m;

        var stays = await house.GetAsync($"/stays?establishmentId={house.Id}");
        Assert.Equal((1, seen.Stay.ToString()), (stays["total"]!.GetValue<int>(), Assert.Single(stays["stays"]!.AsArray())!.Text("id")));
        Assert.Equal(0, (await house.GetAsync($"/stays?usagerId={hidden.Usager}"))["total"]!.GetValue<int>());

        var preview = await house.PreviewAsync("2026-02");
        Assert.Equal((1, One), (preview["persons"]!.AsArray().Count, preview.Amount("total")));
        var events = await house.GetAsync($"/establishments/{house.Id}/events?period=2026-02&take=500");
        Assert.Equal((56, One), (events["total"]!.GetValue<int>(), events.Amount("amount")));
        Assert.Equal(0, (await house.GetAsync($"/establishments/{house.Id}/events?usagerId={hidden.Usager}"))["total"]!.GetValue<int>());
        Assert.Equal(One, (await house.GetAsync($"/establishments/{house.Id}/periods/2026-02/payers")).Amount("total"));

        var export = await house.ExportAsync("2026-02");
        Assert.Equal((56, One), (export["events"]!.GetValue<int>(), export.Amount("amount")));
        var journal = await api.Referent.GetStringAsync($"/exports/{export.Text("id")}/journal", Ct);
        Assert.Contains(seen.Usager.ToString(), journal, StringComparison.Ordinal);
        Assert.DoesNotContain(hidden.Usager.ToString(), journal, StringComparison.Ordinal);
        api.Consent.Hidden.Remove(hidden.Usager, out _);
        await house.ExportAsync("2026-02");
        Assert.Equal(2, (await house.GetAsync($"/establishments/{house.Id}/exports")).AsArray().Count);
        api.Consent.Hidden[hidden.Usager] = true;
        Assert.Equal(export.Text("id"), Assert.Single((await house.GetAsync($"/establishments/{house.Id}/exports")).AsArray())!.Text("id"));

        await BillingApi.RefusedAsync(await api.Referent.GetAsync($"/usagers/{hidden.Usager}/months/2026-02", Ct), HttpStatusCode.NotFound, "not-found");
        await BillingApi.RefusedAsync(await api.Referent.GetAsync($"/stays/{hidden.Stay}", Ct), HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task A_nurse_may_not_handle_money_and_the_attempt_is_kept()
    {
        var house = await api.OpenHouseAsync();
        var resident = await house.AdmitAsync();
        using var nurse = api.As(Demo.Brume, Demo.Montagne);

        foreach (var act in new[] { "confirm", "close", "reopen", "exports" })
            await BillingApi.RefusedAsync(await house.TryAsync(act, "2026-02", nurse, act == "reopen" ? new { reason = "Une raison suffisante." } : null), HttpStatusCode.Forbidden, "billing-function");
        await BillingApi.RefusedAsync(await nurse.GetAsync($"/establishments/{house.Id}/periods/2026-02/preview", Ct), HttpStatusCode.Forbidden, "billing-function");
        await BillingApi.RefusedAsync(await nurse.PostAsJsonAsync("/price-tables", new { establishmentId = house.Id, code = "HEB", unitPrice = 1m, validFrom = "2026-01-01", decidedOn = "2026-01-01" }, Ct), HttpStatusCode.Forbidden, "billing-function");
        await BillingApi.RefusedAsync(await nurse.GetAsync($"/stays/{resident.Stay}", Ct), HttpStatusCode.Forbidden, "not-authorised");
        await BillingApi.RefusedAsync(await nurse.PostAsJsonAsync($"/stays/{resident.Stay}/exit", new { exitOn = "2026-02-10" }, Ct), HttpStatusCode.Forbidden, "not-authorised");

        var kept = await api.WaitForAsync(AccessRecorded.Topic, e => e.As<AccessRecorded>() is { Action: "stay.exit", Outcome: "refused" } access && access.SubjectId == resident.Stay.ToString());
        Assert.Equal(("FIN", resident.Usager), (kept.As<AccessRecorded>().Category, kept.As<AccessRecorded>().UsagerId!.Value));
        Assert.Contains(api.Consent.Asked, a => a is { Category: "FIN", Action: "U" } && a.UsagerId == resident.Usager.ToString());
    }

    [Fact]
    public async Task Third_party_billing_software_reads_the_lines_and_changes_nothing()
    {
        api.Clock.MoveTo(new(2026, 3, 4, 9, 0, 0, TimeSpan.Zero));
        var house = await api.OpenHouseAsync();
        var (seen, hidden) = (await house.AdmitAsync(), await house.AdmitAsync());
        await house.ConfirmAsync("2026-02");
        api.Consent.Hidden[hidden.Usager] = true;
        using var software = api.As(Demo.Brume, BillingApi.BillingSoftware, kind: "system");

        var lines = new List<JsonNode>();
        for (long? after = 0; after is not null;)
        {
            var page = await BillingApi.OkAsync(await software.GetAsync($"/establishments/{house.Id}/events?period=2026-02&take=20&after={after}", Ct));
            Assert.Equal((56, 28 * 70.60m), (page["total"]!.GetValue<int>(), page.Amount("amount")));
            lines.AddRange(page["events"]!.AsArray().Select(e => e!));
            after = page["next"]?.GetValue<long>();
        }
        Assert.Equal((56, 28 * 70.60m), (lines.Count, lines.Sum()));
        Assert.All(lines, line => Assert.Equal(seen.Usager.ToString(), line.Text("usagerId")));
        Assert.Contains(api.Consent.Asked, a => a is { Category: "FIN", Action: "R" } && a.SituationId == BillingApi.BillingSoftware.ToString());

        foreach (var act in new[] { "confirm", "close", "exports" })
            await BillingApi.RefusedAsync(await house.TryAsync(act, "2026-02", software), HttpStatusCode.Forbidden, "billing-function");
        await BillingApi.RefusedAsync(await software.PostAsJsonAsync($"/events/{lines[0].Text("eventId")}/reverse", new { reason = "Une raison suffisante." }, Ct), HttpStatusCode.Forbidden, "billing-function");
        Assert.Equal(112, (await house.GetAsync($"/establishments/{house.Id}/ledger/verification"))["lines"]!.GetValue<int>());
    }

    [Fact]
    public async Task Another_organisation_finds_nothing()
    {
        var house = await api.OpenHouseAsync();
        var resident = await house.AdmitAsync();
        await house.ConfirmAsync("2026-02");
        var export = await house.ExportAsync("2026-02");
        var line = (await house.EventsAsync("period=2026-02"))[0].Text("eventId");
        using var stranger = api.As(Demo.Rivieres, BillingApi.ReferentOfRivieres);

        foreach (var path in new[] { $"/stays/{resident.Stay}", $"/stays/{resident.Stay}/pay?period=2026-02", $"/usagers/{resident.Usager}/months/2026-02", $"/exports/{export.Text("id")}/journal", $"/price-tables?establishmentId={house.Id}",
            $"/establishments/{house.Id}/periods/2026-02", $"/establishments/{house.Id}/periods/2026-02/preview", $"/establishments/{house.Id}/periods/2026-02/payers", $"/establishments/{house.Id}/periods/2026-02/obstacles",
            $"/establishments/{house.Id}/events?period=2026-02", $"/establishments/{house.Id}/exports", $"/establishments/{house.Id}/parameters", $"/establishments/{house.Id}/ledger/verification" })
            await BillingApi.RefusedAsync(await stranger.GetAsync(path, Ct), HttpStatusCode.NotFound, "not-found");
        foreach (var act in new[] { "confirm", "close", "exports" }) await BillingApi.RefusedAsync(await house.TryAsync(act, "2026-02", stranger), HttpStatusCode.NotFound, "not-found");
        await BillingApi.RefusedAsync(await stranger.PostAsJsonAsync($"/events/{line}/reverse", new { reason = "Une raison suffisante." }, Ct), HttpStatusCode.NotFound, "not-found");
        await BillingApi.RefusedAsync(await stranger.PostAsJsonAsync($"/stays/{resident.Stay}/transfer", new { on = "2026-03-01", establishmentId = Guid.CreateVersion7() }, Ct), HttpStatusCode.NotFound, "not-found");
        Assert.Equal(0, (await BillingApi.OkAsync(await stranger.GetAsync($"/stays?usagerId={resident.Usager}", Ct)))["total"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_token_without_the_scope_does_nothing()
    {
        var house = await api.OpenHouseAsync();
        using var reader = api.As(Demo.Brume, BillingApi.Castaing, "billing:read");
        using var other = api.As(Demo.Brume, BillingApi.Castaing, "agenda:read agenda:write");

        Assert.Equal(HttpStatusCode.OK, (await reader.GetAsync($"/establishments/{house.Id}/periods/2026-02/preview", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await house.TryAsync("confirm", "2026-02", reader)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await other.GetAsync($"/establishments/{house.Id}/periods/2026-02/preview", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await api.Anonymous().GetAsync($"/establishments/{house.Id}/periods/2026-02/preview", Ct)).StatusCode);
    }

    [Fact]
    public async Task The_journal_balances_names_no_INS_and_comes_out_the_same_twice()
    {
        var house = await api.OpenHouseAsync();
        var residents = new[] { await house.AdmitAsync(), await house.AdmitAsync(terms: new { shares = new[] { new { payer = "Departement", mode = "Percent", payerId = "CD-69", value = 33.333m } } }) };
        await house.AwayAsync(residents[0].Usager, "HOSPITAL_MCO", "2026-02-09 10:00", "2026-02-20 15:00");
        await house.ConfirmAsync("2026-02");
        var export = await house.ExportAsync("2026-02");

        var bytes = await api.Referent.GetByteArrayAsync($"/exports/{export.Text("id")}/journal", Ct);
        var rows = Encoding.UTF8.GetString(bytes).TrimEnd('\n').Split('\n')[1..].Select(r => r.Split(';')).ToList();

        Assert.Equal(bytes, await api.Referent.GetByteArrayAsync($"/exports/{export.Text("id")}/journal", Ct));
        Assert.Equal(rows.Sum(r => Euros(r[6])), rows.Sum(r => Euros(r[7])));
        Assert.All(rows.GroupBy(r => r[8]), piece => Assert.Equal(piece.Sum(r => Euros(r[6])), piece.Sum(r => Euros(r[7]))));
        Assert.Equal(1_755.20m + 28 * 70.60m, rows.Sum(r => Euros(r[6])));
        Assert.Equal(3, rows.Select(r => r[8]).Distinct().Count());
        Assert.All(rows, r => Assert.DoesNotMatch("[0-9]{13,15}", string.Join(';', r[..8])));
        await BillingApi.RefusedAsync(await house.TryAsync("exports", "2026-02"), HttpStatusCode.Conflict, "nothing-to-export");
        Assert.Equal(1, Assert.Single((await house.GetAsync($"/establishments/{house.Id}/exports")).AsArray())!["number"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_journal_of_corrections_changes_sides_instead_of_signs()
    {
        var house = await api.OpenHouseAsync();
        var resident = await house.AdmitAsync(terms: new { shares = new[] { new { payer = "Departement", mode = "Remainder", payerId = "CD-69" } } });
        await house.ConfirmAsync("2026-02");
        await house.ExportAsync("2026-02");
        await house.AwayAsync(resident.Usager, "HOSPITAL_MCO", "2026-02-09 10:00", "2026-02-20 15:00");
        await house.ConfirmAsync("2026-02");
        var export = await house.ExportAsync("2026-02");

        var rows = (await api.Referent.GetStringAsync($"/exports/{export.Text("id")}/journal", Ct)).TrimEnd('\n').Split('\n')[1..].Select(r => r.Split(';')).ToList();
        Assert.Equal((-8 * 20.00m - 11 * 5.60m, 2), (export.Amount("amount"), export["number"]!.GetValue<int>()));
        Assert.Equal(("4114", "", "160,00"), (rows.Single(r => r[2].StartsWith("41", StringComparison.Ordinal) && r[4] == "CD-69")[2], rows.Single(r => r[2] == "4114")[6], rows.Single(r => r[2] == "4114")[7]));
        Assert.Equal("160,00", rows.Single(r => r[2] == "73531")[6]);
    }

    private static decimal Euros(string text) => text.Length == 0 ? 0 : decimal.Parse(text.Replace(',', '.'), System.Globalization.CultureInfo.InvariantCulture);
}
