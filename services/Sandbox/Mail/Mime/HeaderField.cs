namespace Sandbox.Mail.Mime;

/// <summary>One header field; <c>Raw</c> is unfolded, one character a byte; <c>Place</c> is where it stands in its part.</summary>
internal sealed record HeaderField(string Name, string Raw, Range Place)
{
    /// <summary>The value as people read it.</summary>
    public string Text => EncodedWords.Read(Raw);
}
