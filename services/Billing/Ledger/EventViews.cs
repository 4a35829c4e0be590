using Billing.Rules;

namespace Billing.Ledger;

/// <summary>A line of the ledger as it is read: CORRECTED or REVERSED when a later line undoes it; the line itself has not changed.</summary>
public sealed record EventView(Guid EventId, string IdempotencyKey, Guid EstablishmentId, string FinessEt, string FinessEj, Guid UsagerId, string InsStatus, Guid StayId, DateOnly ServiceDate, string Nature, string? OfNature,
    decimal Quantity, string Unit, decimal UnitPrice, Guid? PriceTableId, DateOnly? PriceValidFrom, decimal Amount, string PayerKind, string PayerId, string ShareRule, string RuleId, string RuleVersion, string Inputs,
    string Explanation, Guid SourceId, int SourceVersion, string? DecisionReference, string? SerafinCode, bool Billable, string Status, string Period, string? OriginalPeriod, Guid? ReversalOf, Guid? Replaces, string? Reason,
    Guid Author, Guid Validator, DateTimeOffset CreatedAt, Guid? ExportId, long Sequence, string HashPrev, string Hash)
{
    internal static EventView Of(BillingEvent e, BillingEvent? reversal, bool replaced, RuleBook rules) => new(e.Id, e.IdempotencyKey, e.EstablishmentId, e.FinessEt, e.FinessEj, e.UsagerId, e.InsStatus, e.StayId, e.ServiceDate,
        e.Nature.Code(), e.OfNature?.Code(), e.Quantity, e.Unit, e.UnitPrice, e.PriceTableId, e.PriceValidFrom, e.Amount, e.PayerKind.Code(), e.PayerId, e.ShareRule, e.RuleId, e.RuleVersion, e.Inputs,
        Rules.Explanation.Of(rules.Find(e.RuleId), e.Inputs, e.UnitPrice), e.SourceId, e.SourceVersion, e.DecisionReference, e.SerafinCode, e.Billable, StatusOf(e, reversal, replaced), e.Period, e.OriginalPeriod,
        e.ReversalOf, e.Replaces, e.Reason, e.AuthorSituationId, e.ValidatorSituationId, e.CreatedAt, e.ExportId, e.Sequence, e.HashPrev, e.Hash);

    private static string StatusOf(BillingEvent e, BillingEvent? reversal, bool replaced) =>
        reversal is not null ? replaced ? "CORRECTED" : "REVERSED" : e.Status == EventStatus.Exported ? "EXPORTED" : "CONFIRMED";
}

/// <param name="Total">Lines that the caller may see and their sum, all pages together.</param>
public sealed record EventPage(IReadOnlyList<EventView> Events, int Total, decimal Amount, long? Next);

public sealed record LedgerCheck(Guid EstablishmentId, long Lines, string Head, bool Holds, long? BrokenAt);
