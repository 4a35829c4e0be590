using Billing.Rules;

namespace Billing.Ledger;

/// <summary>The hash of a line: everything it says, after the hash of the line before.</summary>
internal static class HashChain
{
    public static string Of(BillingEvent e)
    {
        var text = new CanonicalText(2048);
        text.Add(e.HashPrev);
        text.Add(e.Sequence);
        text.Add(e.Id);
        text.Add(e.TenantId);
        text.Add(e.IdempotencyKey);
        text.Add(e.FinessEt);
        text.Add(e.FinessEj);
        text.Add(e.EstablishmentId);
        text.Add(e.UsagerId);
        text.Add(e.InsStatus);
        text.Add(e.StayId);
        AddDue(ref text, e);
        AddReason(ref text, e);
        text.Add(e.Period);
        text.Add(e.OriginalPeriod);
        text.Add(e.ReversalOf);
        text.Add(e.Replaces);
        text.Add(e.Reason);
        text.Add(e.AuthorSituationId);
        text.Add(e.ValidatorSituationId);
        text.Add(e.CreatedAt.ToUnixTimeMilliseconds());
        return text.Hash();
    }

    private static void AddDue(ref CanonicalText text, BillingEvent e)
    {
        text.Add(e.ServiceDate);
        text.Add(e.Nature.Code());
        text.Add(e.OfNature?.Code());
        text.Add<decimal>(e.Quantity, "0.##");
        text.Add(e.Unit);
        text.Add<decimal>(e.UnitPrice, "0.####");
        text.Add(e.PriceTableId);
        text.Add(e.PriceValidFrom);
        text.Add<decimal>(e.Amount, "0.00");
    }

    private static void AddReason(ref CanonicalText text, BillingEvent e)
    {
        text.Add(e.PayerKind.Code());
        text.Add(e.PayerId);
        text.Add(e.ShareRule);
        text.Add(e.RuleId);
        text.Add(e.RuleVersion);
        text.Add(e.Inputs);
        text.Add(e.SourceId);
        text.Add(e.SourceVersion);
        text.Add(e.DecisionReference);
        text.Add(e.SerafinCode);
        text.Add(e.Billable ? "1" : "0");
    }

    /// <summary>One fact of one source is billed once to a payer; a later generation of the same fact is a line that replaces another.</summary>
    public static string Key(string finess, Line line, Nature nature, int generation)
    {
        var text = new CanonicalText(512);
        text.Add(finess);
        text.Add(line.UsagerId);
        text.Add(line.Day);
        text.Add(nature.Code());
        text.Add(line.Nature.Code());
        text.Add(line.Source.Id);
        text.Add(line.Source.Version);
        text.Add(line.Payer.Id);
        text.Add(line.StayId);
        text.Add(generation);
        return text.Hash();
    }

    public static string ReversalKey(BillingEvent of)
    {
        var text = new CanonicalText(64);
        text.Add("reversal");
        text.Add(of.Id);
        return text.Hash();
    }
}
