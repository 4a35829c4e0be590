using Billing.Parameters;
using Billing.Prices;

namespace Billing.Rules;

/// <summary>All that the rules of one establishment and month go by, besides persons.</summary>
internal sealed record MonthTerms(Month Month, PriceBook Prices, NationalFigures Figures, RuleBook Rules, BillingParameters Parameters);
