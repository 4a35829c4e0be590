using System.ComponentModel.DataAnnotations;

namespace Documents.Dmp;

/// <summary>How the national DMP is reached (National:Dmp). Certificates are PEM files that hold their key; in production they are the structure's own.</summary>
public sealed class DmpSettings
{
    /// <summary>Base address, ending with a slash; empty until the structure is allowed to deposit.</summary>
    public Uri? Address { get; init; }

    public string ExistencePath { get; init; } = "patients";
    public string RegistryPath { get; init; } = "registry";
    public string RepositoryPath { get; init; } = "repository";

    /// <summary>ORG_AUTH_CLI: shown when the connection opens.</summary>
    public string ClientCertificate { get; init; } = "";

    public string? ClientKey { get; init; }

    /// <summary>ORG_SIGN: the seal that signs the VIHF.</summary>
    public string SigningCertificate { get; init; } = "";

    public string? SigningKey { get; init; }

    /// <summary>The authority the server's certificate must come from; the machine's own trust when empty.</summary>
    public string? Authority { get; init; }

    public string SoftwareId { get; init; } = "";
    public string SoftwareName { get; init; } = "Plateforme médico-sociale";
    public string SoftwareVersion { get; init; } = "1.0";
    public string HomologationId { get; init; } = "NON-HOMOLOGUE";

    /// <summary>A newer edition of the matrix of professions and types (JSON); the one that comes with the service when empty.</summary>
    public string? MatrixFile { get; init; }

    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);

    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(10);

    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromMinutes(15);
}
