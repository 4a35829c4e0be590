using System.Globalization;

namespace Messaging.Addressing;

/// <summary>The name of the PDF beside the package (ECO.2.1.6): date of the act, type of document, NAME, first name.</summary>
public static class DocumentFileName
{
    public static string Of(DateOnly act, string typeLabel, string birthName, string firstName) =>
        string.Concat($"{act.ToString("yyyyMMdd", CultureInfo.InvariantCulture)}_{typeLabel.Trim()}_{Unaccented.Of(birthName).ToUpperInvariant()}_{Unaccented.Of(firstName)}.pdf"
            .Select(c => char.IsControl(c) || "/\\:*?\"<>|".Contains(c, StringComparison.Ordinal) ? '-' : c));
}
