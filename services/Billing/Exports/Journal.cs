using System.Globalization;
using System.Text;
using Billing.Ledger;
using Billing.Rules;

namespace Billing.Exports;

/// <summary>
/// The accounting journal of an export: a piece per payer (per person for what residents pay), one debit on the payer and
/// one credit per kind of income. Payers are named by their code or by the person's identifier in the platform, never by the INS.
/// </summary>
internal sealed class Journal(Accounts accounts)
{
    private const string Header = "date;journal;compte;section;tiers;libelle;debit;credit;piece;evenements";

    public static decimal Of(IEnumerable<BillingEvent> lines) => lines.Where(l => l.Billable).Sum(l => l.Amount);

    /// <param name="number">Number of the export, part of each piece.</param>
    public string Write(string month, int number, IReadOnlyList<BillingEvent> lines)
    {
        var text = new StringBuilder(Header).Append('\n');
        var date = Month.Read(month).Last.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var pieces = lines.Where(l => l.Billable && l.Amount != 0).GroupBy(l => (l.PayerKind, l.PayerId)).OrderBy(g => g.Key.PayerKind).ThenBy(g => g.Key.PayerId, StringComparer.Ordinal);
        var serial = 0;
        foreach (var piece in pieces)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{month.Replace("-", "", StringComparison.Ordinal)}-{number:00}-{++serial:00000}");
            var total = piece.Sum(l => l.Amount);
            if (total != 0) Row(text, date, accounts.OfPayer(piece.Key.PayerKind), "", piece.Key.PayerId, $"Facturation {month}", total, debit: true, name, []);
            foreach (var income in piece.GroupBy(l => l.BaseNature).OrderBy(g => g.Key))
            {
                var (account, section) = accounts.OfNature(income.Key);
                var amount = income.Sum(l => l.Amount);
                if (amount != 0) Row(text, date, account, section, piece.Key.PayerId, $"{income.Key.Code()} {month}", amount, debit: false, name, income.OrderBy(l => l.Sequence).Select(l => l.Id));
            }
        }
        return text.ToString();
    }

    // A negative amount changes sides: a journal holds no minus sign.
    private void Row(StringBuilder text, string date, string account, string section, string payer, string label, decimal amount, bool debit, string piece, IEnumerable<Guid> events)
    {
        var (left, right) = debit == amount > 0 ? (Amount(Math.Abs(amount)), "") : ("", Amount(Math.Abs(amount)));
        text.Append(CultureInfo.InvariantCulture, $"{date};{accounts.Journal};{account};{section};{payer};{label};{left};{right};{piece};{string.Join(' ', events)}\n");
    }

    private static string Amount(decimal amount) => amount.ToString("0.00", CultureInfo.InvariantCulture).Replace('.', ',');
}
