using System.Globalization;
using System.Text.Json;
using AppHost.Certificates;

namespace AppHost.Journey;

/// <summary>Hospital absences around a change of the forfait journalier: billed by the day, closed, exported, corrected (worked examples E1, E2, E2b, E11, E17).</summary>
internal sealed class HospitalStay(JourneyReport report, SignIn signIn, string editorKey)
{
    private static readonly Guid SaulesBlancs = Guid.Parse("01900000-0000-7000-8000-0000000000e1");
    private static readonly Guid RoseraieDuLac = Guid.Parse("01900000-0000-7000-8000-0000000000e2");

    public async Task PlayAsync(CancellationToken ct)
    {
        using var accounts = await signIn.AsProfessionalAsync("CASTAING", null, ct);
        using var nurse = await signIn.AsProfessionalAsync("MONTAGNE", "Roseraie", ct);
        using var other = await signIn.AsProfessionalAsync("MONTAGNE", "Saules Blancs", ct);
        var (first, second, third) = (Guid.Empty, Guid.Empty, Guid.Empty);
        await report.StepAsync("Rémi CASTAING, facturation, ouvre trois séjours à 65,00 € la journée", async () =>
        {
            using var editor = await signIn.AsEditorAsync(ClientKeys.Editor, editorKey, ct);
            first = await LodgeAsync(editor, accounts, "BERGERONNETTE", "LUCETTE", "1938-05-12", RoseraieDuLac, ct);
            second = await LodgeAsync(editor, accounts, "ROITELET", "ARMAND", "1941-10-30", RoseraieDuLac, ct);
            third = await LodgeAsync(editor, accounts, "SITTELLE", "GILBERTE", "1933-03-17", SaulesBlancs, ct);
            foreach (var house in new[] { RoseraieDuLac, SaulesBlancs }) await PriceAsync(accounts, house, ct);
            (await accounts.PutAsync($"/api/billing/establishments/{SaulesBlancs}/parameters", new { validFrom = "2025-01-01", terms = new { counting = "Hours72" } }, ct)).Must(200);
            return new("La Roseraie compte quatre jours, Les Saules Blancs 72 heures");
        });
        var absence = "";
        await report.StepAsync("E1 : hôpital du 9 au 20 février 2026, saisi une fois à l'agenda", async () =>
        {
            absence = await AwayAsync(nurse, first, RoseraieDuLac, "2026-02-09T09:00:00Z", "2026-02-20T14:00:00Z", ct);
            return await TotalAsync(accounts, first, "2026-02", 1755.20m, ct);
        });
        await report.StepAsync("E2 : le forfait journalier passe de 20 à 23 € pendant l'absence, comptée en jours", async () =>
        {
            await AwayAsync(nurse, second, RoseraieDuLac, "2026-02-25T07:00:00Z", "2026-03-05T16:00:00Z", ct);
            return await SliceAsync(accounts, second, 240.00m, ct);
        });
        await report.StepAsync("E2b : la même absence, comptée en 72 heures", async () =>
        {
            await AwayAsync(other, third, SaulesBlancs, "2026-02-25T07:00:00Z", "2026-03-05T16:00:00Z", ct);
            return await SliceAsync(accounts, third, 260.00m, ct);
        });
        await ClosingAsync(accounts, nurse, first, ct);
        await report.StepAsync("E11 : le retour avait eu lieu le 19 ; la correction contre-passe et remplace, en mars", async () =>
        {
            var version = (await nurse.GetAsync($"/api/agenda/absences/{absence}", ct)).Must(200).ETag;
            var corrected = await nurse.PutAsync($"/api/agenda/absences/{absence}", new { cause = "HOSPITAL_MCO", leftAt = "2026-02-09T09:00:00Z", returnedAt = "2026-02-19T14:00:00Z", noticeGiven = true, reason = "Bulletin de sortie reçu" }, ct, version);
            if (!corrected.DoneBefore) corrected.Must(200);
            var net = await Patience.UntilAsync("correction", async () =>
            {
                (await accounts.PostAsync($"/api/billing/establishments/{RoseraieDuLac}/periods/2026-03/confirm", new { }, ct)).Must(200);
                var lines = (await accounts.GetAsync($"/api/billing/establishments/{RoseraieDuLac}/events?originalPeriod=2026-02&usagerId={first}", ct)).Must(200).Json.GetProperty("events").EnumerateArray().Select(line => line.GetProperty("amount").GetDecimal()).ToList();
                return lines.Count > 0 ? lines : null;
            }, ct);
            var told = string.Join(" ", net.Order().Select(Money));
            return net.Sum() == 25.60m ? new($"{told} : net {Money(net.Sum())}", absence) : throw new StepFailedException(told);
        });
        await report.StepAsync("Le grand livre de La Roseraie se vérifie d'un bout à l'autre", async () =>
        {
            var check = (await accounts.GetAsync($"/api/billing/establishments/{RoseraieDuLac}/ledger/verification", ct)).Must(200).Json;
            return check.GetProperty("holds").GetBoolean() ? new($"{check.GetProperty("lines")} lignes enchaînées", check.Text("head")) : throw new StepFailedException(check.ToString());
        });
    }

    private async Task ClosingAsync(Visitor accounts, Visitor nurse, Guid resident, CancellationToken ct)
    {
        var occurrence = "";
        var periods = $"/api/billing/establishments/{RoseraieDuLac}/periods/2026-02";
        await report.StepAsync("E17 : une activité de février reste sans présence ; la clôture est refusée et la nomme", async () =>
        {
            var planned = (await nurse.PostAsync("/api/agenda/activities", new
            {
                establishmentId = RoseraieDuLac, kind = "activite", label = "Gymnastique douce", firstDay = "2026-02-03", startTime = "10:30", minutes = 45, members = new[] { new { kind = "usager", id = resident } },
            }, ct)).MustBeDone().Json;
            occurrence = planned.GetProperty("days")[0].GetProperty("occurrenceId").GetString()!;
            (await accounts.PostAsync($"{periods}/confirm", new { }, ct)).Must(200);
            var refused = await Patience.UntilAsync("clôture refusée", async () => await accounts.PostAsync($"{periods}/close", new { }, ct) is { Status: 409 } answer && answer.Text.Contains(occurrence, StringComparison.Ordinal) ? answer : null, ct);
            return new(refused.Say(), occurrence);
        });
        await report.StepAsync("La présence saisie, février se clôt ; l'export comptable est équilibré", async () =>
        {
            var body = new { deviceId = "poste-soins", mutations = new[] { new { mutationId = Guid.NewGuid(), occurrenceId = occurrence, deviceAt = TimeProvider.System.GetUtcNow(), usagerId = resident, state = "PRESENT" } } };
            (await nurse.PostAsync("/api/agenda/attendances/batch", body, ct)).Must(200);
            var closed = await Patience.UntilAsync("clôture", async () => await accounts.PostAsync($"{periods}/close", new { }, ct) is { Status: 200 } answer ? answer : null, ct);
            var exported = await accounts.PostAsync($"{periods}/exports", new { }, ct);
            var export = exported.DoneBefore ? (await accounts.GetAsync($"/api/billing/establishments/{RoseraieDuLac}/exports", ct)).Must(200).Json.EnumerateArray().Last() : exported.MustBeDone().Json;
            var journal = (await accounts.GetAsync($"/api/billing/exports/{export.Text("id")}/journal", ct)).Must(200).Text;
            var (debit, credit) = Balance(journal);
            if (debit != credit || debit == 0) throw new StepFailedException($"débit {debit}, crédit {credit}");
            return new($"{closed.Json.GetProperty("record").GetProperty("events")} lignes, débit {Money(debit)} = crédit {Money(credit)}", export.Text("id"));
        });
    }

    private static async Task<Guid> LodgeAsync(Visitor editor, Visitor accounts, string name, string given, string born, Guid house, CancellationToken ct)
    {
        var usager = await GroupActivity.AdmitAsync(editor, name, given, born, given == "ARMAND" ? "M" : "F", house, ct);
        var stay = await accounts.PostAsync("/api/billing/stays", new { usagerId = usager, establishmentId = house, regime = "EhpadClassic", admittedOn = "2025-09-01" }, ct);
        if (!stay.DoneBefore) stay.Must(201);
        return usager;
    }

    private static async Task PriceAsync(Visitor accounts, Guid house, CancellationToken ct)
    {
        foreach (var (code, price) in new[] { ("HEB", 65.00m), ("DEP-GIR56", 5.60m), ("RDAS", 6.50m) })
        {
            var made = await accounts.PostAsync("/api/billing/price-tables", new { establishmentId = house, code, unitPrice = price, validFrom = "2025-01-01", decidedOn = "2024-12-15" }, ct);
            if (!made.DoneBefore) made.Must(201);
        }
    }

    private static async Task<string> AwayAsync(Visitor nurse, Guid usager, Guid house, string left, string returned, CancellationToken ct)
    {
        var recorded = await nurse.PostAsync("/api/agenda/absences", new { usagerId = usager, establishmentId = house, cause = "HOSPITAL_MCO", leftAt = left, returnedAt = returned, noticeGiven = true }, ct);
        if (!recorded.DoneBefore) return recorded.MustBeDone().Json.GetProperty("absence").GetProperty("absenceId").GetString()!;
        var known = (await nurse.GetAsync($"/api/agenda/absences?establishmentId={house}&from={left[..10]}&to={returned[..10]}", ct)).Must(200).Json.GetProperty("items");
        return known.EnumerateArray().Single(one => one.GetProperty("usagerId").GetGuid() == usager).Text("absenceId");
    }

    private static async Task<Proof> TotalAsync(Visitor accounts, Guid usager, string period, decimal expected, CancellationToken ct)
    {
        var month = await Patience.UntilAsync($"{expected} €", async () => await MonthAsync(accounts, usager, period, ct) is var found && found.GetProperty("total").GetDecimal() == expected ? (object)found : null, ct);
        return new($"{period} : {Money(expected)}, 8 jours réduits du forfait journalier", month.Text("usagerId"));
    }

    // Accommodation of the days from 25 to 28 February and from 1 to 5 March.
    private static async Task<Proof> SliceAsync(Visitor accounts, Guid usager, decimal february, CancellationToken ct)
    {
        var shown = await Patience.UntilAsync($"{february} €", async () =>
        {
            var (before, after) = (Slice(await MonthAsync(accounts, usager, "2026-02", ct), "2026-02-25", "2026-02-28"), Slice(await MonthAsync(accounts, usager, "2026-03", ct), "2026-03-01", "2026-03-05"));
            return before == february && after == 233.00m ? $"{Money(before)} en février, {Money(after)} en mars" : null;
        }, ct);
        return new(shown, usager.ToString());
    }

    private static async Task<JsonElement> MonthAsync(Visitor accounts, Guid usager, string period, CancellationToken ct) => (await accounts.GetAsync($"/api/billing/usagers/{usager}/months/{period}", ct)).Must(200).Json;

    private static decimal Slice(JsonElement month, string first, string last) => month.GetProperty("stays")[0].GetProperty("days").EnumerateArray()
        .Where(day => string.CompareOrdinal(day.Text("day"), first) >= 0 && string.CompareOrdinal(day.Text("day"), last) <= 0)
        .SelectMany(day => day.GetProperty("lines").EnumerateArray()).Where(line => line.Text("nature") == "HEB").Sum(line => line.GetProperty("amount").GetDecimal());

    private static (decimal Debit, decimal Credit) Balance(string journal)
    {
        var rows = journal.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(row => row.Trim('\r', '\uFEFF').Split(';')).ToList();
        var (debit, credit) = (Array.IndexOf(rows[0], "debit"), Array.IndexOf(rows[0], "credit"));
        return (rows.Skip(1).Sum(row => Amount(row[debit])), rows.Skip(1).Sum(row => Amount(row[credit])));
    }

    private static decimal Amount(string text) => text.Length == 0 ? 0 : decimal.Parse(text.Replace(',', '.'), CultureInfo.InvariantCulture);

    private static string Money(decimal amount) => amount.ToString("0.00", CultureInfo.InvariantCulture).Replace('.', ',') + " €";
}
