using Microsoft.EntityFrameworkCore;
using Platform;
using Sso.Authorization;
using Sso.Clients;
using Sso.Keys;
using Sso.Logins;
using Sso.Sessions;
using Sso.Tokens;

namespace Sso;

public class SsoDbContext(DbContextOptions options, TenantScope scope) : TenantDbContext(options, scope)
{
    public DbSet<SigningKey> SigningKeys => Set<SigningKey>();
    public DbSet<UsedAssertion> UsedAssertions => Set<UsedAssertion>();
    public DbSet<PscAttempt> PscAttempts => Set<PscAttempt>();
    public DbSet<LoginSession> LoginSessions => Set<LoginSession>();
    public DbSet<Grant> Grants => Set<Grant>();
    public DbSet<AuthorizationCode> AuthorizationCodes => Set<AuthorizationCode>();
    public DbSet<RefreshToken> RefreshTokens => Set<RefreshToken>();
    public DbSet<BrowserSession> BrowserSessions => Set<BrowserSession>();
    public DbSet<Revocation> Revocations => Set<Revocation>();
}

/// <summary>Holds the PostgreSQL migrations; features see only the base.</summary>
public sealed class PostgresSso(DbContextOptions<PostgresSso> options, TenantScope scope) : SsoDbContext(options, scope);
