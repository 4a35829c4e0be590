using System.ComponentModel.DataAnnotations;

namespace Sso;

/// <summary>Settings of this service, section <c>Sso</c>.</summary>
public sealed record SsoSettings
{
    /// <summary>JSON file of the registered clients.</summary>
    [Required] public string Clients { get; init; } = "";

    /// <summary>Key ring file that seals private keys and tokens in the database.</summary>
    [Required] public string SealingKeyFile { get; init; } = "";

    public TimeSpan AccessTokenLife { get; init; } = TimeSpan.FromMinutes(5);
    public TimeSpan CodeLife { get; init; } = TimeSpan.FromSeconds(60);
    public TimeSpan IdleLife { get; init; } = TimeSpan.FromMinutes(30);
    public TimeSpan SessionLife { get; init; } = TimeSpan.FromHours(12);
    public TimeSpan RefreshGrace { get; init; } = TimeSpan.FromSeconds(10);
    public TimeSpan LoginLife { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>A new key is published this long before it signs, so that no reader of the key set is surprised.</summary>
    public TimeSpan KeyLead { get; init; } = TimeSpan.FromHours(24);
    public TimeSpan KeyLife { get; init; } = TimeSpan.FromDays(90);
}
