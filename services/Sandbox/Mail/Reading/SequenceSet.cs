using System.Globalization;

namespace Sandbox.Mail.Reading;

/// <summary>A set of numbers such as <c>1:3,7,10:*</c>, where the star is the largest number in use.</summary>
internal sealed class SequenceSet
{
    private readonly List<(long? From, long? To)> _ranges = [];

    public static SequenceSet Parse(string text) => TryParse(text) ?? throw new BadCommandException("Bad set of messages");

    public static SequenceSet? TryParse(string text)
    {
        var set = new SequenceSet();
        foreach (var range in text.Split(','))
        {
            var ends = range.Split(':');
            if (ends.Length > 2 || !TryNumber(ends[0], out var from) || !TryNumber(ends[^1], out var to)) return null;
            set._ranges.Add((from, to));
        }

        return set;
    }

    public bool Contains(long number, long largest) => _ranges.Exists(range =>
    {
        var (from, to) = (range.From ?? largest, range.To ?? largest);
        return number >= Math.Min(from, to) && number <= Math.Max(from, to);
    });

    private static bool TryNumber(string text, out long? number)
    {
        number = null;
        if (text == "*") return true;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) || value is 0 or > uint.MaxValue) return false;
        number = value;
        return true;
    }
}
