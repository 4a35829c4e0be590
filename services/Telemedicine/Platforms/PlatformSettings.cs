using System.ComponentModel.DataAnnotations;

namespace Telemedicine.Platforms;

/// <summary>What a platform can do by itself; what it cannot is done by hand or by mail.</summary>
[Flags]
public enum Capabilities
{
    None = 0,
    CreateRequest = 1,
    PushContext = 2,
    ReadSlots = 4,
    Book = 8,
    JoinUrl = 16,
    StatusWebhook = 32,
    FetchReport = 64,
    MultiParty = 128,
    Mobile = 256,
}

/// <summary>How a platform is reached.</summary>
public enum PlatformLink
{
    /// <summary>By its API.</summary>
    Api,

    /// <summary>By an address that carries a handle on a context pushed before.</summary>
    Context,
}

/// <summary>One platform of Telemedicine:Platforms:{code}.</summary>
public sealed class PlatformSettings
{
    [Required]
    public string Name { get; init; } = "";

    public PlatformLink Link { get; init; }

    /// <summary>Root of its API, with a final slash.</summary>
    [Required]
    public Uri Address { get; init; } = null!;

    /// <summary>File of the key it gave us.</summary>
    [Required]
    public string ApiKeyFile { get; init; } = "";

    /// <summary>PEM file of the public key (EC P-256) that signs its news.</summary>
    public string StatusKeyFile { get; init; } = "";

    /// <summary>PEM file of the public key (RSA) for which the INS is encrypted.</summary>
    public string EncryptionKeyFile { get; init; } = "";

    /// <summary>It may receive the INS and the traits; otherwise it gets neither.</summary>
    public bool EntitledToIns { get; init; }

    /// <summary>INSEE codes of the regions it serves.</summary>
    public List<string> Regions { get; init; } = [];

    /// <summary>PEM file of the authority of its certificate, when it is not one of the machine's.</summary>
    public string TrustedRoots { get; init; } = "";

    public Capabilities Capabilities { get; init; }
}
