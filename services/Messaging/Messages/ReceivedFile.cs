using Platform;

namespace Messaging.Messages;

/// <summary>A file that came with a message: filed in documents when it is one, else kept here, sealed.</summary>
public sealed class ReceivedFile : ITenantOwned
{
    public required Guid Id { get; init; }
    public required Guid TenantId { get; init; }
    public required Guid MessageId { get; init; }
    public required string Name { get; init; }
    public required string ContentType { get; init; }
    public Guid? DocumentId { get; init; }
    public bool AlreadyKnown { get; init; }
    public byte[]? SealedContent { get; init; }
}
