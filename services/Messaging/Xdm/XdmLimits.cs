namespace Messaging.Xdm;

/// <summary>What a package from outside may cost at most once opened.</summary>
public sealed record XdmLimits
{
    public static readonly XdmLimits Default = new();

    public int PackageBytes { get; init; } = 25 * 1024 * 1024;
    public int Entries { get; init; } = 200;
    public int EntryBytes { get; init; } = 25 * 1024 * 1024;
    public int TotalBytes { get; init; } = 60 * 1024 * 1024;
    public int MetadataCharacters { get; init; } = 4 * 1024 * 1024;
}

/// <summary>The package received is not one we accept to open.</summary>
public sealed class UnreadablePackageException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;
}
