using System.Diagnostics.CodeAnalysis;

namespace Identity.Traits;

/// <summary>The given names in civil order; a space separates two names, a hyphen joins the parts of one. The first stands apart.</summary>
public sealed record GivenNames
{
    private GivenNames(CivilName first, IReadOnlyList<string> all) => (First, All) = (first, all);

    public CivilName First { get; }
    public IReadOnlyList<string> All { get; }
    public string List => string.Join(' ', All);

    /// <summary>The list may be left out; when present its first name or names are the first given name.</summary>
    public static bool TryRead(string? first, string? list, [NotNullWhen(true)] out GivenNames? names)
    {
        names = null;
        if (!CivilName.TryRead(first, out var head)) return false;
        if (string.IsNullOrWhiteSpace(list))
        {
            names = new(head, head.Value.Split(' '));
            return true;
        }
        if (!CivilName.TryRead(list, out var whole)) return false;
        if (whole.Value != head.Value && !whole.Value.StartsWith(head.Value + " ", StringComparison.Ordinal)) return false;
        names = new(head, whole.Value.Split(' '));
        return true;
    }

    public bool Equals(GivenNames? other) => other is not null && First.Value == other.First.Value && List == other.List;
    public override int GetHashCode() => List.GetHashCode(StringComparison.Ordinal);
    public override string ToString() => List;
}
