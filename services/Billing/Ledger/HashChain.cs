using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Billing.Rules;

namespace Billing.Ledger;

/// <summary>The hash of a line: everything it says, after the hash of the line before.</summary>
internal static class HashChain
{
    public static string Of(BillingEvent e)
    {
        var invariant = CultureInfo.InvariantCulture;
        var text = new StringBuilder(700);
        text.Append(invariant, $"{e.HashPrev}|{e.Sequence}|{e.Id:N}|{e.TenantId:N}|{e.IdempotencyKey}|{e.FinessEt}|{e.FinessEj}|{e.EstablishmentId:N}|{e.UsagerId:N}|{e.InsStatus}|{e.StayId:N}|");
        text.Append(invariant, $"{e.ServiceDate:yyyy-MM-dd}|{e.Nature.Code()}|{e.OfNature?.Code()}|{e.Quantity:0.##}|{e.Unit}|{e.UnitPrice:0.####}|{e.PriceTableId:N}|{e.PriceValidFrom:yyyy-MM-dd}|{e.Amount:0.00}|");
        text.Append(invariant, $"{e.PayerKind.Code()}|{e.PayerId}|{e.ShareRule}|{e.RuleId}|{e.RuleVersion}|{e.Inputs}|{e.SourceId:N}|{e.SourceVersion}|{e.DecisionReference}|{e.SerafinCode}|{(e.Billable ? 1 : 0)}|");
        text.Append(invariant, $"{e.Period}|{e.OriginalPeriod}|{e.ReversalOf:N}|{e.Replaces:N}|{e.Reason}|{e.AuthorSituationId:N}|{e.ValidatorSituationId:N}|{e.CreatedAt.ToUnixTimeMilliseconds()}");
        return Hex(text.ToString());
    }

    /// <summary>One fact of one source is billed once to a payer; a later generation of the same fact is a line that replaces another.</summary>
    public static string Key(string finess, Line line, Nature nature, int generation) => Hex(string.Create(CultureInfo.InvariantCulture,
        $"{finess}|{line.UsagerId:N}|{line.Day:yyyy-MM-dd}|{nature.Code()}|{line.Nature.Code()}|{line.Source.Id:N}|{line.Source.Version}|{line.Payer.Id}|{line.StayId:N}|{generation}"));

    public static string ReversalKey(BillingEvent of) => Hex($"reversal|{of.Id:N}");

    private static string Hex(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
