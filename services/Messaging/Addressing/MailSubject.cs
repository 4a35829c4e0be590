using System.Globalization;

namespace Messaging.Addressing;

/// <summary>The subject of a mail that carries documents (ECO.2.1.3) and what is shown of it (UX.28).</summary>
public static class MailSubject
{
    public const string Prefix = "XDM/1.0/DDM+";
    private const int LongestLabel = 40;

    public static string ForDocuments(IReadOnlyList<string> labels, string birthName, string firstName, DateOnly? birthDate)
    {
        var label = labels.Count == 1 ? labels[0].Trim() : $"{labels.Count} documents";
        if (label.Length > LongestLabel) label = label[..LongestLabel].TrimEnd();
        var subject = $"{Prefix}{label} {Unaccented.Of(birthName).ToUpperInvariant()} {Unaccented.Of(firstName)}";
        return birthDate is { } born ? $"{subject} {born.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture)}" : subject;
    }

    public static string Shown(string subject) =>
        subject.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? subject[Prefix.Length..] : subject;

    public static bool AnnouncesDocuments(string subject) => subject.Contains(Prefix, StringComparison.OrdinalIgnoreCase);
}
