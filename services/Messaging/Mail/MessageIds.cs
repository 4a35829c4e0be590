namespace Messaging.Mail;

/// <summary>Identifiers of mails, written between angle brackets (RFC 5322 §3.6.4).</summary>
public static class MessageIds
{
    private const int Most = 100;

    /// <summary>Identifiers come back with their brackets; what stands between them is ignored.</summary>
    public static IReadOnlyList<string> Read(string? field)
    {
        if (field is null) return [];
        var ids = new List<string>();
        for (var start = field.IndexOf('<', StringComparison.Ordinal); start >= 0 && ids.Count < Most; start = field.IndexOf('<', start + 1))
        {
            var end = field.IndexOf('>', start);
            if (end < 0) break;
            var id = field[start..(end + 1)].Replace(" ", "", StringComparison.Ordinal);
            if (id.Length is > 2 and <= 500) ids.Add(id);
        }
        return ids;
    }

    /// <summary>The identifier of what a delivery sends: the same at each attempt, so a second copy is recognised.</summary>
    public static string Of(Guid deliveryId, string senderAddress) => $"<{deliveryId:N}@{senderAddress[(senderAddress.IndexOf('@', StringComparison.Ordinal) + 1)..]}>";

    public static bool IsSafe(string id) => id.Length is > 2 and <= 500 && id[0] == '<' && id[^1] == '>' && id[1..^1].All(c => c is > ' ' and < (char)127 and not '<' and not '>');
}
