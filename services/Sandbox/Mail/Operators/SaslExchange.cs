using Sandbox.Mail.Mailboxes;

namespace Sandbox.Mail.Operators;

/// <summary>How a SASL exchange ended.</summary>
internal enum SaslOutcome
{
    Opened,
    Refused,
    Malformed,
    Cancelled,
    UnknownMechanism,
}

/// <summary>One SASL exchange, the same in SMTP and IMAP but for the words of the challenge.</summary>
internal sealed class SaslExchange(Operator home, Credentials credentials, bool certified, Func<string, Task<string>> challenge)
{
    public async Task<(SaslOutcome Outcome, Mailbox? Box)> RunAsync(string mechanism, string? initial)
    {
        mechanism = mechanism.ToUpperInvariant();
        if (!home.Accepts(mechanism)) return (SaslOutcome.UnknownMechanism, null);
        var answer = initial ?? await challenge("");
        if (answer == "*") return (SaslOutcome.Cancelled, null);
        if (SaslMessage.Decode(answer) is not { } message) return (SaslOutcome.Malformed, null);
        return mechanism switch
        {
            "PLAIN" => Plain(message),
            "XOAUTH2" => await XOAuth2Async(message),
            "EXTERNAL" => External(message),
            _ => (SaslOutcome.UnknownMechanism, null),
        };
    }

    private static (SaslOutcome, Mailbox?) Ended(Mailbox? box) => (box is null ? SaslOutcome.Refused : SaslOutcome.Opened, box);

    private (SaslOutcome, Mailbox?) Plain(byte[] message) =>
        SaslMessage.Plain(message) is { } plain ? Ended(credentials.ByPassword(home, plain.Address, plain.Password)) : (SaslOutcome.Malformed, null);

    private (SaslOutcome, Mailbox?) External(byte[] message) =>
        Ended(certified ? credentials.ByCertificate(home, System.Text.Encoding.UTF8.GetString(message)) : null);

    private async Task<(SaslOutcome, Mailbox?)> XOAuth2Async(byte[] message)
    {
        if (SaslMessage.XOAuth2(message) is not { } bearer) return (SaslOutcome.Malformed, null);
        var box = await credentials.ByTokenAsync(home, bearer.Address, bearer.Token);
        if (box is null) await challenge(SaslMessage.XOAuth2Refusal);
        return Ended(box);
    }
}
