using System.Globalization;

namespace Sandbox.Ledgers;

/// <summary>One thing a teleservice received, and what it answered.</summary>
public sealed record Received(long Number, DateTimeOffset At, string Teleservice, string Act, string Outcome, string Detail);

/// <summary>What each teleservice received, newest kept, for the page and the control interface.</summary>
public sealed class Journal(Ledger ledger, TimeProvider clock)
{
    private const int Kept = 5000;
    private readonly Lock _gate = new();
    private long? _last;

    public void Note(string teleservice, string act, string outcome, string detail = "")
    {
        lock (_gate)
        {
            var number = (_last ?? ledger.All<Received>("journal").Select(r => r.Number).DefaultIfEmpty().Max()) + 1;
            ledger.Put("journal", number.ToString(CultureInfo.InvariantCulture), new Received(number, clock.GetUtcNow(), teleservice, act, outcome, detail));
            _last = number;
            if (number % 500 == 0) ledger.Trim("journal", Kept);
        }
    }

    public IReadOnlyList<Received> Read(string? teleservice, long after) =>
        [.. ledger.All<Received>("journal").Where(r => r.Number > after && (teleservice is null || r.Teleservice == teleservice))];
}
