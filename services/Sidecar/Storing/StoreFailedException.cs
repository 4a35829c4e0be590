namespace Sidecar.Storing;

/// <summary>The disk refused a change; nothing of it was kept.</summary>
internal sealed class StoreFailedException(Exception cause) : Exception("The message store could not write.", cause);
