namespace Messaging.Mail;

/// <summary>What a mail from outside may cost at most; beyond, it is refused whole.</summary>
public sealed record MailLimits
{
    public static readonly MailLimits Default = new();

    /// <summary>25 MB of content (Mon espace santé) once in base64, with room for the headers.</summary>
    public int Bytes { get; init; } = 36 * 1024 * 1024;
    public int Depth { get; init; } = 8;
    public int Parts { get; init; } = 100;
    public int Fields { get; init; } = 400;
    public int FieldBytes { get; init; } = 64 * 1024;
}

/// <summary>The bytes received are not a mail we accept to read.</summary>
public sealed class UnreadableMailException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;
}
