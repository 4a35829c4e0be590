using Contracts.Directory;
using Messaging.Addressing;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform;

namespace Messaging.Recipients;

/// <summary>A mailbox proposed, why, and whether somebody must choose: homonyms are never decided by the machine.</summary>
public sealed record Suggestion(string Address, string Label, string Type, string? NationalId, string? Structure, string Origin, bool Preselected, bool RequiresChoice);

public sealed record SuggestionList(IReadOnlyList<Suggestion> Recipients, bool RequiresChoice);

/// <summary>Proposes to whom a document about a person should go: the care circle first, the emergency department for its documents, the directory for a name.</summary>
public sealed class SuggestRecipients(DecisionsClient decisions, DirectoryClient directory, MessagingDbContext db)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/recipients", (Guid usagerId, string? documentType, string? name, string? finess, SuggestRecipients suggest, CancellationToken ct) => suggest.ListAsync(usagerId, documentType, name, finess, ct))
            .WithTags("Recipients").WithSummary("Recipients proposed for a usager and a type of document").RequireAuthorization("messaging:read").ProducesProblem(404);

    private async Task<Ok<SuggestionList>> ListAsync(Guid usagerId, string? documentType, string? name, string? finess, CancellationToken ct)
    {
        await decisions.RequireAsync(usagerId, "R", "recipient.suggest", "usager", usagerId.ToString(), ct);
        var found = new List<Suggestion>();
        if (EmergencyRouting.IsEmergency(documentType))
        {
            var departments = await directory.MailboxesAsync(new() { Service = EmergencyRouting.Emergency, Finess = finess ?? "" }, ct);
            found.AddRange(departments.Select(m => Proposed(m, "emergency", preselected: departments.Count == 1)));
        }
        foreach (var member in await decisions.CareCircleAsync(usagerId, ct)) found.AddRange(await OfMemberAsync(member, ct));
        if (name is { Length: >= 2 and <= 100 }) found.AddRange(await NamedAsync(name, ct));
        db.Audit(new("recipient.suggest", "usager", usagerId.ToString()) { Category = "MSG", UsagerId = usagerId });
        await db.SaveChangesAsync(ct);
        var distinct = found.Where(s => TrustSpace.Holds(s.Address) && !(EmergencyRouting.IsEmergency(documentType) && s.Address.StartsWith(EmergencyRouting.Admissions + "@", StringComparison.Ordinal)))
            .GroupBy(s => s.Address, StringComparer.Ordinal).Select(g => g.First()).ToList();
        return TypedResults.Ok(new SuggestionList(distinct, distinct.Exists(s => s.RequiresChoice)));
    }

    /// <summary>A professional of the circle is known by his number; by name alone only when nobody else bears it.</summary>
    private async Task<IReadOnlyList<Suggestion>> OfMemberAsync(Contracts.Consent.CareCircleMember member, CancellationToken ct)
    {
        var origin = "care-circle-" + member.Role.ToLowerInvariant();
        if (member.Mailbox.Length > 0) return [new(member.Mailbox.ToLowerInvariant(), member.Name, "PER", Known(member.NationalId), null, origin, member.Role == "MT", false)];
        if (member.NationalId.Length > 0) return [.. (await directory.MailboxesAsync(new() { NationalId = member.NationalId }, ct)).OrderByDescending(m => m.Preferred).Select((m, i) => Proposed(m, origin, preselected: i == 0 && member.Role == "MT"))];
        return member.Name.Length == 0 || member.Role is not ("MT" or "PRO") ? [] : await NamedAsync(member.Name.Split(' ')[0], ct);
    }

    private async Task<IReadOnlyList<Suggestion>> NamedAsync(string name, CancellationToken ct)
    {
        var mailboxes = await directory.MailboxesAsync(new() { FamilyName = name }, ct);
        return [.. mailboxes.Select(m =>
        {
            var homonym = m.NationalId.Length > 0 && mailboxes.Any(o => o.NationalId.Length > 0 && o.NationalId != m.NationalId && SameName(o, m));
            return Proposed(m, "directory", preselected: false) with { RequiresChoice = homonym };
        })];
    }

    private static bool SameName(Mailbox one, Mailbox other) => Fold(one.FamilyName) == Fold(other.FamilyName);

    private static string Fold(string name) => Unaccented.Of(name).ToUpperInvariant().Replace('-', ' ').Trim();

    private static Suggestion Proposed(Mailbox m, string origin, bool preselected) =>
        new(m.Address.ToLowerInvariant(), m.Label.Length > 0 ? m.Label : $"{m.GivenName} {m.FamilyName}".Trim(), m.Type, Known(m.NationalId), m.StructureName.Length > 0 ? m.StructureName : null, origin, preselected, false);

    private static string? Known(string text) => text.Length > 0 ? text : null;
}
