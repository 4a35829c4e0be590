using Platform;

namespace Messaging.Sealing;

/// <summary>Texts and files of conversations, sealed row by row.</summary>
public sealed class MessageSeal(IConfiguration configuration) : RowSeal(configuration, "messaging");
