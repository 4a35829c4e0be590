using System.Collections.Frozen;

namespace Consent.Deciding;

/// <summary>Why data may be asked for. A question that gives no reason is refused.</summary>
internal static class Purposes
{
    /// <summary>Those a person can consent to (consent sheet §3).</summary>
    public static readonly FrozenSet<string> Sharing = new[] { "coordination", "continuity", "prevention", "social-follow-up", "emergency" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>And those of the house's own work.</summary>
    public static readonly FrozenSet<string> Known =
        Sharing.Concat(["care", "administration", "billing", "transport", "telemedicine", "planning", "quality", "audit", "access"]).ToFrozenSet(StringComparer.Ordinal);
}
