using System.ComponentModel.DataAnnotations;

namespace Identity.Insi;

public enum InsiMode
{
    /// <summary>The structure's certificate authenticates the call; the human user is named in it and logged.</summary>
    Certificate,
    /// <summary>The professional's card signs an assertion that the call carries.</summary>
    Card,
}

/// <summary>National:Insi — how the teleservice is reached and who we are there.</summary>
public sealed record InsiSettings
{
    [Required] public required Uri Address { get; init; }
    public InsiMode Mode { get; init; } = InsiMode.Certificate;

    /// <summary>PEM file with the certificate and its key: organisation certificate, CN INSI-MANU (asked by a user) or INSI-AUTO.</summary>
    public string? ClientCertificate { get; init; }
    public string? ClientCertificateKey { get; init; }

    /// <summary>PEM file of the authorities of the service's certificate, when they are not those of the system (IGC Santé is not).</summary>
    public string? ServerAuthority { get; init; }

    /// <summary>Authorisation number given to the software by the CNDA.</summary>
    [Required] public required string Authorisation { get; init; }
    [Required] public string SoftwareName { get; init; } = "plateforme-esms";
    [Required] public string SoftwareVersion { get; init; } = "1.0.0";
    /// <summary>Names this installation in the calls.</summary>
    public Guid Instance { get; init; } = new("01900000-0000-7000-8000-00000000a001");

    [Range(1, 120)] public int AttemptSeconds { get; init; } = 5;
    [Range(0, 5)] public int Retries { get; init; } = 1;
    [Range(1, 600)] public int BreakSeconds { get; init; } = 20;

    /// <summary>How often calls that wait for an answer are looked at.</summary>
    [Range(0.1, 3600)] public double RetryPollSeconds { get; init; } = 5;

    /// <summary>OIDs accepted beside the test ones outside of real life.</summary>
    public IReadOnlyList<string> AcceptedOids { get; init; } = [];
}
