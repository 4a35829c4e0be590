using Contracts.Directory;
using Microsoft.EntityFrameworkCore;

namespace Sso.Sessions;

/// <summary>Who leaves a situation is signed out of it at once, on every device.</summary>
public static class EndSessionsOnStaffLeft
{
    public static async Task Apply(StaffLeft fact, SsoDbContext db, LoginSessions sessions, CancellationToken ct)
    {
        var open = await db.LoginSessions.Where(s => s.SituationId == fact.SituationId && s.EndedAt == null).ToListAsync(ct);
        foreach (var session in open) await sessions.EndAsync(session, SessionEnd.StaffLeft, ct);
    }
}
