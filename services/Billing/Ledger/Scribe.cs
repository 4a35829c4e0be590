using System.Globalization;
using Billing.Rules;

namespace Billing.Ledger;

/// <summary>Who writes, for which establishment, into which open period.</summary>
/// <param name="InsStatusOf">Status of a person's identity as identity last told.</param>
internal sealed record Scribe(Guid TenantId, Guid EstablishmentId, string FinessEt, string FinessEj, Guid Situation, DateTimeOffset Now, Func<Guid, string> InsStatusOf)
{
    private readonly LineIds _ids = new(Now);

    /// <summary>A new line of the ledger for what the rules found.</summary>
    public BillingEvent Write(Line line, Month period, bool late, int generation, Guid? replaces) => Fill(line, line.Nature, line.UnitPrice, line.Quantity, line.Amount, period, late, generation, replaces, null);

    /// <summary>The difference that a new price makes on a line already there.</summary>
    public BillingEvent Regularise(Line line, decimal unitPrice, decimal amount, Month period, bool late, int generation, BillingEvent of) =>
        Fill(line, Nature.Regul, unitPrice, line.Quantity, amount, period, late, generation, null, of.BaseNature);

    /// <summary>The same line with the opposite sign; the original stays as it is.</summary>
    public BillingEvent Reverse(BillingEvent of, Month period, string reason) => new()
    {
        Id = _ids.Next(), TenantId = TenantId, IdempotencyKey = HashChain.ReversalKey(of), EstablishmentId = EstablishmentId, FinessEt = of.FinessEt, FinessEj = of.FinessEj, UsagerId = of.UsagerId,
        InsStatus = of.InsStatus, StayId = of.StayId, ServiceDate = of.ServiceDate, Nature = of.Nature, OfNature = of.OfNature, Quantity = -of.Quantity, Unit = of.Unit, UnitPrice = of.UnitPrice,
        PriceTableId = of.PriceTableId, PriceValidFrom = of.PriceValidFrom, Amount = -of.Amount, PayerKind = of.PayerKind, PayerId = of.PayerId, ShareRule = of.ShareRule, RuleId = of.RuleId,
        RuleVersion = of.RuleVersion, Inputs = of.Inputs, SourceId = of.SourceId, SourceVersion = of.SourceVersion, DecisionReference = of.DecisionReference, SerafinCode = of.SerafinCode, Billable = of.Billable,
        Period = period.ToString(), OriginalPeriod = Original(of.ServiceDate, period, of.Status == EventStatus.Exported), ReversalOf = of.Id, Reason = reason,
        AuthorSituationId = Situation, ValidatorSituationId = Situation, CreatedAt = Now,
    };

    private BillingEvent Fill(Line line, Nature nature, decimal unitPrice, decimal quantity, decimal amount, Month period, bool late, int generation, Guid? replaces, Nature? of) => new()
    {
        Id = _ids.Next(), TenantId = TenantId, IdempotencyKey = HashChain.Key(FinessEt, line, nature, generation), EstablishmentId = EstablishmentId, FinessEt = FinessEt, FinessEj = FinessEj,
        UsagerId = line.UsagerId, InsStatus = InsStatusOf(line.UsagerId), StayId = line.StayId, ServiceDate = line.Day, Nature = nature, OfNature = of, Quantity = quantity, Unit = line.Unit, UnitPrice = unitPrice,
        PriceTableId = line.Price?.TableId, PriceValidFrom = line.Price?.ValidFrom, Amount = amount, PayerKind = line.Payer.Kind, PayerId = line.Payer.Id, ShareRule = line.ShareRule, RuleId = line.Rule.Id,
        RuleVersion = Version(line), Inputs = line.Inputs, SourceId = line.Source.Id, SourceVersion = line.Source.Version, DecisionReference = line.DecisionReference, SerafinCode = line.SerafinCode,
        Billable = line.Billable, Period = period.ToString(), OriginalPeriod = Original(line.Day, period, late), Replaces = replaces, AuthorSituationId = Situation, ValidatorSituationId = Situation, CreatedAt = Now,
    };

    private static string? Original(DateOnly day, Month period, bool late) => Month.Of(day) is var month && (late || month != period) ? month.ToString() : null;

    public static string Version(Line line) => line.Price is { Revision: > 1 } price
        ? string.Create(CultureInfo.InvariantCulture, $"{line.Rule.Version}.{price.Revision}")
        : line.Rule.Version.ToString(CultureInfo.InvariantCulture);
}
