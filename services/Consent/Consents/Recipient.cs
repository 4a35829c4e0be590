using Consent.CareCircles;
using Contracts.Directory;
using Platform;

namespace Consent.Consents;

/// <summary>Who may receive: a named professional, a role of the care circle, or a function in an organisation; never an organisation alone.</summary>
public sealed record Recipient(string? Professional = null, string? CircleRole = null, string? Finess = null, string? Function = null)
{
    /// <summary>As it is stored: <c>professional:8…</c>, <c>role:MT</c>, <c>function:990000069/ide</c>.</summary>
    public string Text => this switch
    {
        { Professional.Length: > 0, CircleRole: null, Finess: null, Function: null } => $"professional:{Professional}",
        { CircleRole: "MT" or "PRO" or "AID" or "PC" or "RL", Professional: null, Finess: null, Function: null } => $"role:{CircleRole}",
        { Finess.Length: > 0, Function.Length: > 0, Professional: null, CircleRole: null } => $"function:{Finess}/{Function}",
        _ => throw new BadInputException("recipient-unclear",
            "Désignez le destinataire par son identifiant national, son rôle dans le cercle de soins, ou une fonction dans un établissement ; un établissement seul ne suffit pas."),
    };

    internal static bool Matches(string text, Situation situation, CareCircleMember[] circle)
    {
        var at = text.IndexOf(':', StringComparison.Ordinal);
        var value = text.AsSpan(at + 1);
        return text[..at] switch
        {
            "professional" => value.SequenceEqual(situation.NationalId),
            "role" => MemberInRole(text[(at + 1)..], situation, circle),
            _ => value.Length == situation.Finess.Length + 1 + situation.Function.Length && situation.Finess.Length > 0
                && value.StartsWith(situation.Finess, StringComparison.Ordinal) && value.EndsWith(situation.Function, StringComparison.Ordinal),
        };
    }

    /// <summary>The recipient of a sending: an address or a national identifier, looked for in the circle.</summary>
    internal static bool Matches(string text, string address, CareCircleMember[] circle) =>
        text == $"professional:{address}" || Array.Exists(circle, member => member.Answers(address) && (text == $"role:{member.Role}" || text == $"professional:{member.NationalId}"));

    private static bool MemberInRole(string role, Situation situation, CareCircleMember[] circle) =>
        Array.Exists(circle, member => member.Role == role && member.Includes(situation));
}
