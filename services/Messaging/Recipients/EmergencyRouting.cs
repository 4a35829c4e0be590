namespace Messaging.Recipients;

/// <summary>Emergency documents go to the mailbox the doctors of the emergency department read, never to admissions.</summary>
public sealed class EmergencyRouting(DirectoryClient directory)
{
    public const string Emergency = "urgences";
    public const string Admissions = "admissions";

    public static bool IsEmergency(string? typeCode) => typeCode is "74207-2" or "78341-5";

    /// <summary>Addresses in order of trial: an admissions mailbox gives its place to the emergency mailboxes of its hospital, when there are any.</summary>
    public async Task<IReadOnlyList<string>> OrderAsync(IReadOnlyList<string> addresses, string typeCode, CancellationToken ct)
    {
        if (!IsEmergency(typeCode)) return addresses;
        var ordered = new List<string>();
        foreach (var address in addresses)
        {
            var known = (await directory.MailboxesAsync(new() { Address = address }, ct)).FirstOrDefault(m => m.Address.Equals(address, StringComparison.OrdinalIgnoreCase));
            var better = known is { Service: Admissions } ? await directory.MailboxesAsync(new() { Finess = known.Finess, Service = Emergency }, ct) : [];
            if (better.Count == 0) ordered.Add(address);
            else ordered.AddRange(better.OrderByDescending(m => m.Preferred).Select(m => m.Address.ToLowerInvariant()));
        }
        return [.. ordered.Distinct(StringComparer.Ordinal)];
    }
}
