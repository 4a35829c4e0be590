using Microsoft.EntityFrameworkCore;
using Platform;
using Sso.Authorization;
using Sso.Clients;
using Sso.Protocol;
using Sso.Tokens;

namespace Sso.Sessions;

/// <summary>Opens, reads and renews the gateway's sessions. A renewal and its storage are one transaction, so no answer can be lost between two processes.</summary>
public sealed class BrowserSessions(SsoDbContext db, Seal seal, Grants grants, ClientRegistry clients, PersonTokens tokens, PresentedTokens presented, TimeProvider clock)
{
    private const string Purpose = "browser-tokens";
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(60);

    /// <summary>Null when the tokens are not ours or not alive.</summary>
    public async Task<string?> OpenAsync(BrowserTokens given, CancellationToken ct)
    {
        if (await presented.ReadAsync(given.AccessToken) is not { } access || !Guid.TryParse(access.GrantId, out var grantId)) return null;
        if (await grants.LiveAsync(grantId, ct) is not { } live) return null;
        var cookie = Opaque.New();
        db.BrowserSessions.Add(new()
        {
            Id = Guid.CreateVersion7(clock.GetUtcNow()),
            CookieHash = Opaque.Hash(cookie),
            GrantId = grantId,
            SealedTokens = seal.Close(Purpose, given),
            AccessExpiresAt = access.ExpiresAt,
            ExpiresAt = live.Session.ExpiresAt,
        });
        await db.SaveChangesAsync(ct);
        return cookie;
    }

    public async Task<LiveBrowserSession?> GetAsync(string cookie, CancellationToken ct)
    {
        if (await FindAsync(cookie, ct) is not { } found || await grants.LiveAsync(found.GrantId, ct) is not { } live) return null;
        if (found.AccessExpiresAt > clock.GetUtcNow() + Ahead) return Read(found, live);
        if (!await RenewAsync(found, live, ct)) return null;
        return await FindAsync(cookie, ct) is { } renewed ? Read(renewed, live) : null;
    }

    public async Task<LiveBrowserSession?> EndAsync(string cookie, CancellationToken ct)
    {
        if (await FindAsync(cookie, ct) is not { } found) return null;
        var now = clock.GetUtcNow();
        await db.BrowserSessions.Where(s => s.Id == found.Id).ExecuteUpdateAsync(set => set.SetProperty(s => s.EndedAt, now), ct);
        return await grants.LiveAsync(found.GrantId, ct) is { } live ? Read(found, live) : null;
    }

    private async Task<bool> RenewAsync(BrowserSession found, LiveGrant live, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var mine = await db.BrowserSessions.Where(s => s.Id == found.Id && s.Version == found.Version)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.Version, s => s.Version + 1), ct) == 1;
        if (!mine) return true;   // another replica has just renewed it
        try
        {
            var answer = await tokens.RefreshAsync(clients.Find(live.Grant.ClientId)!, Open(found).RefreshToken, null, ct);
            var sealedTokens = seal.Close(Purpose, new BrowserTokens(answer.AccessToken, answer.RefreshToken!, answer.IdToken!));
            var expires = clock.GetUtcNow().AddSeconds(answer.ExpiresIn);
            await db.BrowserSessions.Where(s => s.Id == found.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(s => s.SealedTokens, sealedTokens).SetProperty(s => s.AccessExpiresAt, expires), ct);
        }
        catch (OAuthException refusal) when (refusal.Error == "invalid_grant")
        {
            await transaction.CommitAsync(ct);   // idle for too long, or a reuse that has just revoked everything
            return false;
        }
        await transaction.CommitAsync(ct);
        return true;
    }

    private Task<BrowserSession?> FindAsync(string cookie, CancellationToken ct)
    {
        var hash = Opaque.Hash(cookie);
        return db.BrowserSessions.AsNoTracking().SingleOrDefaultAsync(s => s.CookieHash == hash && s.EndedAt == null, ct);
    }

    private LiveBrowserSession Read(BrowserSession session, LiveGrant live) => new(session.AccessExpiresAt, Open(session), live);

    private BrowserTokens Open(BrowserSession session) =>
        seal.Open<BrowserTokens>(Purpose, session.SealedTokens) ?? throw new InvalidOperationException("The session's tokens cannot be read.");
}

public sealed record LiveBrowserSession(DateTimeOffset AccessExpiresAt, BrowserTokens Tokens, LiveGrant Live);
