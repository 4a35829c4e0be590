namespace Gateway.Browser;

/// <summary>A sign-in under way in one browser; travels sealed in a cookie named after its state.</summary>
public sealed record PendingLogin(string State, string Nonce, string Verifier, string ReturnUrl, DateTimeOffset StartedAt)
{
    public const string Purpose = "gateway-login";
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    public static string CookieOf(string state) => "__Host-login-" + (state.Length > 12 ? state[..12] : state);
}

/// <summary>Where a person may be sent after sign-in: a path of this site and nothing else.</summary>
public static class LocalPath
{
    public static string OrHome(string? path) => IsLocal(path) ? path! : "/";

    private static bool IsLocal(string? path) =>
        path is ['/', ..] && path.Length <= 2000 && !path.StartsWith("//", StringComparison.Ordinal) && !path.Contains('\\') && !path.Any(char.IsControl);
}
