using HealthDirectory.Mailboxes;
using HealthDirectory.Tasks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HealthDirectory.Annuaire;

/// <summary>Asks the register about one professional and keeps what it said: state and mailboxes. Without an answer the check waits, visibly.</summary>
internal sealed class AskRegister(DirectoryDbContext db, AnnuaireClient annuaire, IOptions<AnnuaireSettings> settings, TimeProvider clock)
{
    /// <summary>The turn of one has come: claimed for a minute first, so that no other replica asks too. Saves.</summary>
    public async Task RepeatAsync(Guid professional, CancellationToken ct)
    {
        var check = await db.RegisterChecks.SingleAsync(c => c.ProfessionalId == professional, ct);
        check.Claim(clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        await AskAsync(check, ct);
        await db.SaveChangesAsync(ct);
    }

    /// <summary>The caller saves.</summary>
    public async Task AskAsync(RegisterCheck check, CancellationToken ct)
    {
        RegisteredProfessional? answer;
        try
        {
            answer = await annuaire.FindProfessionalAsync(check.Rpps, ct);
        }
        catch (AnnuaireSilentException)
        {
            check.Unanswered(clock.GetUtcNow());   // told by its state and its next attempt
            return;
        }
        var now = clock.GetUtcNow();
        var state = answer switch { null => RegisterState.Unknown, { Active: false } => RegisterState.Closed, _ => RegisterState.Found };
        await KeepMailboxesAsync("8" + check.Rpps, answer?.Mailboxes ?? [], now, ct);
        if (state != RegisterState.Found && check.State != state) await OpenTasks.OnRegisterDoubtAsync(db, check.ProfessionalId, now, ct);
        check.Answered(state, now, TimeSpan.FromHours(settings.Value.RefreshHours));
    }

    // A mailbox that is no longer published is closed; one that the organisation declared is its own business.
    private async Task KeepMailboxesAsync(string nationalId, IReadOnlyList<MailboxFacts> published, DateTimeOffset now, CancellationToken ct)
    {
        var addresses = published.Select(facts => facts.Address).ToList();
        var known = await db.Mailboxes.Where(m => m.NationalId == nationalId || addresses.Contains(m.Address)).ToListAsync(ct);
        foreach (var facts in published)
        {
            var mailbox = known.Find(m => m.Address == facts.Address);
            if (mailbox is null) db.Add(mailbox = Mailbox.Publish(facts));
            mailbox.Confirm(facts, now);
        }
        db.RemoveRange(known.Where(m => m.NationalId == nationalId && m.PublishedAt is not null && !addresses.Contains(m.Address)));
    }
}
