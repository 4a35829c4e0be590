namespace Billing.Prices;

/// <summary>The one place where amounts are rounded.</summary>
public static class Money
{
    /// <summary>Half up to cents.</summary>
    public static decimal Round(decimal amount) => Math.Round(amount, 2, MidpointRounding.AwayFromZero);
}
