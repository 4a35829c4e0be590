using System.ComponentModel.DataAnnotations;

namespace HealthDirectory.Annuaire;

/// <summary>National:Annuaire — how the Annuaire Santé's FHIR interface (v2) is reached.</summary>
public sealed record AnnuaireSettings
{
    /// <summary>Base address; without it nothing is looked up.</summary>
    public Uri? Address { get; init; }

    /// <summary>File that holds the key of header ESANTE-API-KEY.</summary>
    public string? ApiKeyFile { get; init; }

    /// <summary>PEM file of the authorities of the server's certificate, when they are not those of the system.</summary>
    public string? ServerAuthority { get; init; }

    [Range(1, 60)] public int TimeoutSeconds { get; init; } = 5;

    /// <summary>How often the checks that are due are looked at.</summary>
    [Range(0.1, 3600)] public double PollSeconds { get; init; } = 5;

    /// <summary>How old a copy may be before it is read again.</summary>
    [Range(1, 720)] public int RefreshHours { get; init; } = 24;
}
