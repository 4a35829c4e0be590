using System.Text.RegularExpressions;
using Sandbox.Mail.Delivery;
using Sandbox.Mail.Mailboxes;

namespace Sandbox.Mail.Citizens;

/// <summary>How Mon espace santé receives a mail for a person.</summary>
internal static partial class CitizenReception
{
    public const int MostBytes = 25 * 1024 * 1024;

    public static DeliveryVerdict Judge(string address, int size, TrustSpace trust)
    {
        if (!Matricule().IsMatch(address.Split('@')[0])) return DeliveryVerdict.Failed("5.1.3", "invalid address");
        if (trust.Find(address) is null) return DeliveryVerdict.Failed("5.1.1", "patient not found");
        if (trust.IsClosed(address)) return DeliveryVerdict.Failed("5.2.1", "mailbox closed");
        return size > MostBytes ? DeliveryVerdict.Failed("5.3.4", "message too large") : DeliveryVerdict.Delivered;
    }

    [GeneratedRegex("^[0-9]{5}[0-9][0-9ab][0-9]{8}$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Matricule();
}
