using System.Text.Json;

namespace Fhir.Tests;

/// <summary>Two JSON texts say the same: same members in any order, same items in the same order, numbers with the same digits.</summary>
internal static class SameJson
{
    public static void Assert(string expected, string actual)
    {
        using var one = JsonDocument.Parse(expected);
        using var other = JsonDocument.Parse(actual);
        if (Difference("$", one.RootElement, other.RootElement) is { } difference) Xunit.Assert.Fail(difference);
    }

    private static string? Difference(string path, JsonElement one, JsonElement other)
    {
        if (one.ValueKind != other.ValueKind) return $"{path}: {one.ValueKind} became {other.ValueKind}";
        switch (one.ValueKind)
        {
            case JsonValueKind.Object:
                var (mine, theirs) = (one.EnumerateObject().ToDictionary(p => p.Name, p => p.Value), other.EnumerateObject().ToDictionary(p => p.Name, p => p.Value));
                if (mine.Keys.Except(theirs.Keys).Concat(theirs.Keys.Except(mine.Keys)).FirstOrDefault() is { } alone) return $"{path}.{alone} is on one side only";
                return mine.Select(p => Difference($"{path}.{p.Key}", p.Value, theirs[p.Key])).FirstOrDefault(d => d is not null);
            case JsonValueKind.Array:
                var (left, right) = (one.EnumerateArray().ToList(), other.EnumerateArray().ToList());
                return left.Count != right.Count ? $"{path}: {left.Count} items became {right.Count}"
                    : left.Zip(right).Select((pair, i) => Difference($"{path}[{i}]", pair.First, pair.Second)).FirstOrDefault(d => d is not null);
            case JsonValueKind.String:
                return one.GetString() == other.GetString() ? null : $"{path}: text changed";
            default:
                return one.GetRawText() == other.GetRawText() ? null : $"{path}: {one.GetRawText()} became {other.GetRawText()}";
        }
    }
}
