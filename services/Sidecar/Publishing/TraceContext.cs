using System.Buffers;
using System.Diagnostics;

namespace Sidecar.Publishing;

/// <summary>The W3C trace that a message belongs to: the trace of who published it, one span further at each hop.</summary>
internal readonly record struct TraceContext(string Parent, string? State)
{
    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");

    public static TraceContext Continue(string? parent, string? state) =>
        IsValid(parent)
            ? new($"{parent.AsSpan(0, 36)}{ActivitySpanId.CreateRandom().ToHexString()}{parent.AsSpan(52, 3)}", string.IsNullOrEmpty(state) ? null : state)
            : new($"00-{ActivityTraceId.CreateRandom().ToHexString()}-{ActivitySpanId.CreateRandom().ToHexString()}-01", null);

    public static bool IsValid([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] string? parent) =>
        parent is { Length: 55 } && parent.StartsWith("00-", StringComparison.Ordinal) && parent[35] == '-' && parent[52] == '-'
        && IsId(parent.AsSpan(3, 32)) && IsId(parent.AsSpan(36, 16)) && !parent.AsSpan(53).ContainsAnyExcept(Hex);

    private static bool IsId(ReadOnlySpan<char> hex) => !hex.ContainsAnyExcept(Hex) && hex.ContainsAnyExcept('0');
}
