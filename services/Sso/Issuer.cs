namespace Sso;

/// <summary>The public address of this provider, exactly as tokens carry it; never taken from a Host header.</summary>
public sealed record Issuer
{
    public string Address { get; set; } = "";

    public string At(string path) => Address + path;
}
