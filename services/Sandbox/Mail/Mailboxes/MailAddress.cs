namespace Sandbox.Mail.Mailboxes;

/// <summary>Addresses of the trust space are compared in lower case, whatever the case they were written in.</summary>
internal static class MailAddress
{
    public static string Fold(string address) => address.Trim().ToLowerInvariant();

    public static string DomainOf(string address) => address[(address.LastIndexOf('@') + 1)..].ToLowerInvariant();

    public static bool IsWellFormed(string address)
    {
        var at = address.LastIndexOf('@');
        if (at < 1 || at > 64 || address.Length > 254) return false;
        var (local, domain) = (address[..at], address[(at + 1)..]);
        return local.All(IsAtom) && local[0] != '.' && local[^1] != '.' && !local.Contains("..", StringComparison.Ordinal)
            && domain.Split('.') is { Length: > 1 } labels
            && labels.All(label => label.Length is > 0 and < 64 && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'));
    }

    private static bool IsAtom(char c) => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-/=?^_`{|}~.".Contains(c, StringComparison.Ordinal);
}
