using System.Globalization;
using Billing.Prices;
using Billing.Stays;

namespace Billing.Rules;

/// <summary>Splits a day of accommodation among its payers: each part is rounded, the last payer takes what is left, so the parts always make the whole.</summary>
internal static class SharedDay
{
    public static void Add(Sheet sheet, DateOnly day, Nature nature, decimal unitPrice, Price price, string rule, string inputs, Source source)
    {
        var shares = sheet.Stay.Terms.Shares;
        if (shares is null or { Count: 0 })
        {
            sheet.Add(day, nature, unitPrice, price, sheet.Resident, rule, inputs, source);
            return;
        }
        var total = Money.Round(unitPrice);
        var left = total;
        var last = (Payer: sheet.Resident, Decision: (string?)null);
        var parts = new List<(Payer Payer, decimal Amount, string Words, string? Decision)>(2);
        foreach (var share in shares.Where(s => s.Covers(day) && s.Mode != ShareMode.Remainder))
        {
            if (!Holds(sheet, share, day)) continue;
            var part = Math.Min(left, share.Mode == ShareMode.PerDay ? Money.Round(share.Value) : Money.Round(total * share.Value / 100));
            left -= part;
            if (part > 0) parts.Add((PayerOf(sheet, share), part, Words(share), share.DecisionReference));
        }
        if (shares.LastOrDefault(s => s.Mode == ShareMode.Remainder && s.Covers(day)) is { } rest && Holds(sheet, rest, day)) last = (PayerOf(sheet, rest), rest.DecisionReference);
        if (left > 0) parts.Add((last.Payer, left, "reste", last.Decision));

        // A payer who has two parts of a day, the resident whose co-payer's decision has ended for one, owes one line.
        foreach (var payer in parts.GroupBy(p => p.Payer))
        {
            var due = payer.Sum(p => p.Amount);
            sheet.Lines.Add(sheet.Line(day, nature, unitPrice, price, payer.Key, rule, inputs, source) with
            {
                Amount = due, ShareRule = due == total ? "totalité" : payer.First().Words, DecisionReference = payer.Last().Decision,
            });
        }
    }

    // A payer bound to a decision pays on the days it covers only; the month cannot close on an expired one.
    private static bool Holds(Sheet sheet, Share share, DateOnly day)
    {
        if (share.DecisionReference is not { } reference) return true;
        if (sheet.Stay.Terms.Decisions?.Any(d => d.Reference == reference && d.Covers(day)) ?? false) return true;
        sheet.Note("decision-expired", day, $"La décision {reference} ne couvre pas le {Sheet.French(day)} : enregistrez son renouvellement, ou retirez ce payeur du séjour.", blocking: false);
        return false;
    }

    private static Payer PayerOf(Sheet sheet, Share share) => share.Payer == PayerKind.Resident ? sheet.Resident : new(share.Payer, share.PayerId);

    private static string Words(Share share) => share.Mode == ShareMode.Percent
        ? string.Create(CultureInfo.InvariantCulture, $"{share.Value:0.##} %")
        : string.Create(CultureInfo.InvariantCulture, $"{share.Value:0.00} par jour");
}
