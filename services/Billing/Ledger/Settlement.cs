using Billing.Rules;

namespace Billing.Ledger;

/// <summary>
/// What must be written so that the ledger says what the rules say: new lines, reversals with their replacement, and REGUL
/// lines where only the price has changed. Run twice, it finds nothing the second time.
/// </summary>
/// <param name="scribe">Writes the lines.</param>
/// <param name="period">The open period.</param>
/// <param name="owner">Whose a stay is now; null for one that is not of the month.</param>
internal sealed class Settlement(Scribe scribe, Month period, Func<Guid, Guid?>? owner = null)
{
    private readonly List<BillingEvent> _written = [];

    /// <param name="target">What the rules find for one month.</param>
    /// <param name="ledger">All lines of that month of service, reversals included.</param>
    /// <param name="person">Who somebody is after merges of identities.</param>
    public IReadOnlyList<BillingEvent> Compare(IReadOnlyList<Line> target, IReadOnlyList<BillingEvent> ledger, Func<Guid, Guid> person)
    {
        if (ledger.Count == 0)
        {
            _written.EnsureCapacity(target.Count);
            foreach (var line in target) _written.Add(scribe.Write(line, period, late: false, generation: 0, null));
            return _written;
        }
        var reversed = ledger.Where(e => e.ReversalOf is not null).Select(e => e.ReversalOf!.Value).ToHashSet();
        var known = ledger.GroupBy(e => KeyOf(e, person)).ToDictionary(g => g.Key, g => g.ToList());
        foreach (var group in target.GroupBy(KeyOf))
        {
            var (active, ever) = known.Remove(group.Key, out var lines) ? (Active(lines, reversed), lines.Count) : ([], 0);
            Settle([.. group], active, ever, person);
        }
        foreach (var left in known.Values)
            foreach (var line in Active(left, reversed)) Reverse(line, person);
        return _written;
    }

    private void Settle(List<Line> target, List<BillingEvent> active, int ever, Func<Guid, Guid> person)
    {
        // Several trips of one day to one payer are told apart by their source, days by their only line.
        foreach (var line in target)
        {
            var kept = Keeper(line, active, target.Count > 1);
            if (kept is null)
            {
                _written.Add(scribe.Write(line, period, ever > 0, ever, null));
                continue;
            }
            var chain = active.Where(e => e == kept || e.Nature == Nature.Regul && e.StayId == kept.StayId && e.SourceId == kept.SourceId).ToList();
            active.RemoveAll(chain.Contains);
            SettleOne(line, kept, chain, ever, person);
        }
        foreach (var surplus in active) Reverse(surplus, person);
    }

    private void SettleOne(Line line, BillingEvent kept, List<BillingEvent> chain, int ever, Func<Guid, Guid> person)
    {
        var amount = chain.Sum(e => e.Amount);
        if (amount == line.Amount && kept.Quantity == line.Quantity && kept.Billable == line.Billable && (line.Billable || kept.RuleId == line.Rule.Id)) return;

        var late = chain.Any(e => e.Status == EventStatus.Exported);
        if (kept.RuleId == line.Rule.Id && kept.Quantity == line.Quantity && kept.ShareRule == line.ShareRule && line.Price is { } price && chain[^1].PriceTableId != price.TableId)
        {
            _written.Add(scribe.Regularise(line, line.UnitPrice - chain.Sum(e => e.UnitPrice), line.Amount - amount, period, late, ever, kept));
            return;
        }
        foreach (var wrong in chain) Reverse(wrong, person);
        _written.Add(scribe.Write(line, period, late, ever, kept.Id));
    }

    private static BillingEvent? Keeper(Line line, List<BillingEvent> active, bool bySource)
    {
        var own = active.Where(e => e.Nature != Nature.Regul && (!bySource || e.SourceId == line.Source.Id)).ToList();
        return own.Find(e => e.StayId == line.StayId && e.Amount == line.Amount) ?? own.Find(e => e.StayId == line.StayId) ?? own.Find(e => e.Amount == line.Amount) ?? own.FirstOrDefault();
    }

    private void Reverse(BillingEvent line, Func<Guid, Guid> person) => _written.Add(scribe.Reverse(line, period, ReasonOf(line, person(line.UsagerId))));

    private string ReasonOf(BillingEvent line, Guid who) => who != line.UsagerId ? "fusion" : owner?.Invoke(line.StayId) is { } now && now != who ? "fusion-annulee" : "correction";

    private static List<BillingEvent> Active(List<BillingEvent> lines, HashSet<Guid> reversed) => [.. lines.Where(e => e.ReversalOf is null && !reversed.Contains(e.Id)).OrderBy(e => e.Sequence)];

    private static (Guid, DateOnly, Nature, string) KeyOf(Line line) => (line.UsagerId, line.Day, line.Nature, line.Payer.Id);

    private static (Guid, DateOnly, Nature, string) KeyOf(BillingEvent e, Func<Guid, Guid> person) =>
        (person(e.UsagerId), e.ServiceDate, e.BaseNature, e.PayerKind == PayerKind.Resident ? person(e.UsagerId).ToString() : e.PayerId);
}
