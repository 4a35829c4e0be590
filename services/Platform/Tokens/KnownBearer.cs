using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Platform.Tokens;

/// <summary>The ordinary bearer handler, which is asked once for each token: what it found stands until the token ends.</summary>
internal sealed class KnownBearer(IOptionsMonitor<JwtBearerOptions> options, ILoggerFactory log, UrlEncoder encoder, KnownTickets known, TimeProvider clock)
    : JwtBearerHandler(options, log, encoder)
{
    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers.Authorization is not [{ } header]) return base.HandleAuthenticateAsync();
        return known.Find(header, clock.GetUtcNow()) is { } ticket ? ticket : AskAsync(header);
    }

    private async Task<AuthenticateResult> AskAsync(string header)
    {
        await Options.IssuerAsync(Context.RequestAborted);
        var result = await base.HandleAuthenticateAsync();
        if (result is { Succeeded: true, Properties.ExpiresUtc: { } end }) known.Keep(header, result, end, clock.GetUtcNow());
        return result;
    }
}

/// <summary>Authenticated tokens of this process, at most ten thousand, each for as long as a token of ours lasts at most: a key may have leaked since.</summary>
internal sealed class KnownTickets
{
    private const int Capacity = 10_000;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<string, (Task<AuthenticateResult> Result, DateTimeOffset EndsAt)> _tickets = new(StringComparer.Ordinal);

    public Task<AuthenticateResult>? Find(string header, DateTimeOffset now)
    {
        if (!_tickets.TryGetValue(header, out var known)) return null;
        if (known.EndsAt > now) return known.Result;
        _tickets.TryRemove(header, out _);
        return null;
    }

    public void Keep(string header, AuthenticateResult result, DateTimeOffset end, DateTimeOffset now)
    {
        if (end <= now) return;
        if (_tickets.Count >= Capacity) Forget(now);
        _tickets[header] = (Task.FromResult(result), end < now + Longest ? end : now + Longest);
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var (header, known) in _tickets)
            if (known.EndsAt <= now) _tickets.TryRemove(header, out _);
        if (_tickets.Count >= Capacity) _tickets.Clear();
    }
}
