using System.Globalization;

namespace Billing.Prices;

/// <summary>A price as it was read for one day.</summary>
/// <param name="Snapshot">The JSON that a line of a plain day keeps of its inputs.</param>
internal sealed record Price(Guid TableId, decimal UnitPrice, DateOnly ValidFrom, int Revision, string Snapshot)
{
    public static Price Of(PriceTable table) => new(table.Id, table.UnitPrice, table.ValidFrom, table.Revision,
        string.Create(CultureInfo.InvariantCulture, $$"""{"price":{{table.UnitPrice:0.00##}}}"""));
}

/// <summary>The prices of one establishment. A day that no table covers has no price: never zero, never yesterday's.</summary>
internal sealed class PriceBook(IEnumerable<PriceTable> tables)
{
    private readonly Dictionary<string, (PriceTable Table, Price Price)[]> _latestFirst = tables.GroupBy(t => t.Code)
        .ToDictionary(g => g.Key, g => g.OrderByDescending(t => t.Revision).Select(t => (t, Price.Of(t))).ToArray(), StringComparer.Ordinal);

    public Price? Find(string code, DateOnly day)
    {
        if (!_latestFirst.TryGetValue(code, out var all)) return null;
        foreach (var (table, price) in all)
            if (table.ValidFrom <= day && (table.ValidUntil is not { } until || day <= until)) return price;
        return null;
    }

    public bool Has(string code) => _latestFirst.ContainsKey(code);
}
