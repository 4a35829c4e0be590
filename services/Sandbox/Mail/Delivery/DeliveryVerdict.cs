namespace Sandbox.Mail.Delivery;

/// <summary>What happened to a mail for one recipient, in the words of RFC 3464.</summary>
internal sealed record DeliveryVerdict(string Action, string Status, string Diagnostic)
{
    public static readonly DeliveryVerdict Delivered = new("delivered", "2.0.0", "250 2.0.0 delivered to mailbox");

    public static readonly DeliveryVerdict Delayed = new("delayed", "4.4.7", "451 4.4.7 the recipient's server does not answer, delivery is tried again");

    public bool Final => Action != "delayed";

    public static DeliveryVerdict Failed(string status, string text) => new("failed", status, $"550 {status} {text}");
}
