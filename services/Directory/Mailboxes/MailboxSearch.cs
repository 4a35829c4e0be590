using Microsoft.EntityFrameworkCore;

namespace HealthDirectory.Mailboxes;

/// <summary>What may be asked of the mailboxes; an empty criterion does not count.</summary>
internal sealed record MailboxCriteria(string Finess, string Service, string NationalId, string FamilyName, string Address)
{
    public bool Empty => Finess.Length + Service.Length + NationalId.Length + FamilyName.Length + Address.Length == 0;
}

internal static class MailboxSearch
{
    /// <summary>At most fifty, preferred ones first.</summary>
    public static Task<List<Mailbox>> MatchingAsync(this DbSet<Mailbox> mailboxes, MailboxCriteria criteria, CancellationToken ct)
    {
        var found = mailboxes.AsNoTracking();
        if (criteria.Finess.Length > 0) found = found.Where(mailbox => mailbox.Finess == criteria.Finess);
        if (criteria.Service.Length > 0) found = found.Where(mailbox => mailbox.Service == criteria.Service);
        if (criteria.NationalId.Length > 0) found = found.Where(mailbox => mailbox.NationalId == criteria.NationalId);
        if (criteria.FamilyName.Length > 0)
        {
            var name = criteria.FamilyName.ToUpperInvariant();
            found = found.Where(mailbox => mailbox.FamilyName == name);
        }
        if (criteria.Address.Length > 0)
        {
            var address = criteria.Address.ToLowerInvariant();
            found = found.Where(mailbox => mailbox.Address == address);
        }
        else found = found.Where(mailbox => !mailbox.Unlisted);   // the liste rouge answers only who knows the address
        return found.OrderByDescending(mailbox => mailbox.Preferred).ThenBy(mailbox => mailbox.Address).Take(50).ToListAsync(ct);
    }

    /// <summary>Of these mailboxes, those that a team reads now, with the team's own.</summary>
    public static Task<Dictionary<string, string>> DelegatedAsync(this DbSet<MailboxDelegation> delegations, List<Mailbox> mailboxes, DateTimeOffset now, CancellationToken ct)
    {
        var addresses = mailboxes.Select(mailbox => mailbox.Address).ToList();
        return delegations.AsNoTracking().Where(d => addresses.Contains(d.Address) && d.Until > now).ToDictionaryAsync(d => d.Address, d => d.DelegatedTo, ct);
    }
}
