using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Sandbox.Mail.Mailboxes;
using Sandbox.Psc;

namespace Sandbox.Mail.Operators;

/// <summary>Says which mailbox a login opens: by password, by Pro Santé Connect token, or by the structure's certificate.</summary>
internal sealed class Credentials(TrustSpace trust, PscTokens tokens, PscGrants grants)
{
    private const int LongestToken = 8192;
    private static readonly JsonWebTokenHandler Handler = new();

    public Mailbox? ByPassword(Operator home, string address, string password)
    {
        if (home.Settings.PasswordFile is not { } file || trust.Find(address) is not { } box || !box.IsHeldBy(home)) return null;
        foreach (var line in File.ReadLines(file))
        {
            var parts = line.Split(' ', 2, StringSplitOptions.TrimEntries);
            if (parts.Length != 2 || !box.Address.Equals(parts[0], StringComparison.OrdinalIgnoreCase)) continue;
            return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(parts[1]), Encoding.UTF8.GetBytes(password)) ? box : null;
        }

        return null;
    }

    /// <summary>A mailbox opened by the trusted certificate of a session; the certificate itself was verified by the handshake.</summary>
    public Mailbox? ByCertificate(Operator home, string address) =>
        trust.Find(address) is { } box && box.IsHeldBy(home) ? box : null;

    /// <summary>A mailbox opened by one of its holders, whose access token Pro Santé Connect gave and has not taken back.</summary>
    public async Task<Mailbox?> ByTokenAsync(Operator home, string address, string token)
    {
        if (trust.Find(address) is not { } box || !box.IsHeldBy(home) || token.Length > LongestToken || !Handler.CanReadToken(token)) return null;
        // The signature is what counts: only Pro Santé Connect's key makes a token whose issuer it can choose.
        var read = await tokens.ReadAsync(token, Handler.ReadJsonWebToken(token).Issuer);
        if (read is null || read.GetClaim("typ").Value != "Bearer" || grants.Access(read.Id) is not { } access) return null;
        return grants.Session(access.SessionId) is { } session && box.Holders.Contains(session.NationalId, StringComparer.Ordinal) ? box : null;
    }
}
