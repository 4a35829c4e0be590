using System.ComponentModel.DataAnnotations;
using HealthDirectory.Employment;
using HealthDirectory.Professionals;
using HealthDirectory.Structures;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace HealthDirectory.Mailboxes;

/// <summary>Opens a mailbox for somebody whom the Annuaire Santé lists, or for a team under somebody whom it lists.</summary>
internal sealed class OpenMailbox(DirectoryDbContext db, StaffRights rights, MailboxEligibility eligibility, TimeProvider clock)
{
    public async Task<EligibilityView> AskAsync(Guid establishmentId, Guid professionalId, CancellationToken ct)
    {
        var (place, person) = await FindAsync(establishmentId, professionalId, ct);
        var (listed, known) = (await eligibility.RefusesAsync(person, ct), await eligibility.RefusesAsync(place, ct));
        return new(professionalId, establishmentId, listed is null, listed is null && known is null, Say(person, place, listed, known));
    }

    public async Task<OpenedView> OpenAsync(OpenRequest request, CancellationToken ct)
    {
        var (place, person) = await FindAsync(request.EstablishmentId, request.ProfessionalId, ct);
        await RequireStaffAsync(place, [request.ProfessionalId, .. request.Readers ?? []], ct);
        var listed = await eligibility.RefusesAsync(person, ct);
        var mailbox = request.Type == "PER" ? Personal(request, place, person, listed) : await SharedAsync(request, place, person, listed, ct);
        if (await db.Mailboxes.AnyAsync(known => known.Address == mailbox.Address, ct))
            throw new RuleBrokenException("mailbox-known", "Cette adresse est déjà publiée ou ouverte. Choisissez-en une autre.");
        var opened = OpenedMailbox.Open(db.TenantId, mailbox, place.Id, person.Id, request.Readers ?? [], clock.GetUtcNow());
        db.AddRange(mailbox, opened);
        db.Audit(new("mailbox.open", "mailbox", mailbox.Address) { Category = "ADM" });
        await db.SaveChangesAsync(ct);
        return new(opened.Address, opened.Type, opened.EstablishmentId, opened.ResponsibleId, opened.Readers, opened.OpenedAt);
    }

    private static Mailbox Personal(OpenRequest request, Establishment place, Professional person, string? refusal)
    {
        if (request.Readers is { Count: > 0 }) throw new BadInputException("mailbox-personal", "Une boîte personnelle n'a qu'un lecteur, son titulaire. Pour une équipe, ouvrez une boîte organisationnelle.");
        if (refusal is not null)
            throw new RuleBrokenException("mailbox-not-eligible", $"Cette personne {refusal} : elle n'a pas droit à une boîte personnelle. Ouvrez une boîte organisationnelle sous la responsabilité d'un professionnel inscrit, et donnez-la-lui à lire.");
        return Mailbox.Publish(new(request.Address, "PER", request.Label, place.Finess, place.Name, "", person.NationalId, person.FamilyName, person.GivenName));
    }

    private async Task<Mailbox> SharedAsync(OpenRequest request, Establishment place, Professional person, string? refusal, CancellationToken ct)
    {
        if (refusal is not null) throw new RuleBrokenException("mailbox-responsible-not-listed", $"Le responsable proposé {refusal}. Choisissez un professionnel de l'établissement inscrit à l'Annuaire Santé.");
        if (await eligibility.RefusesAsync(place, ct) is { } unknown) throw new RuleBrokenException("mailbox-structure-not-listed", $"L'établissement {unknown}. Faites corriger son inscription, puis ouvrez la boîte.");
        if (place.Mailbox.Length > 0 && !SameDomain(request.Address, place.Mailbox))
            throw new BadInputException("mailbox-domain", $"L'adresse doit être du domaine de l'établissement ({place.Mailbox[place.Mailbox.IndexOf('@', StringComparison.Ordinal)..]}). Corrigez-la.");
        return Mailbox.Publish(new(request.Address, "ORG", request.Label, place.Finess, place.Name, request.Service ?? ""));
    }

    private async Task<(Establishment, Professional)> FindAsync(Guid establishmentId, Guid professionalId, CancellationToken ct)
    {
        await rights.RequireAsync([establishmentId], ct);
        var place = await db.Establishments.AsNoTracking().SingleOrDefaultAsync(e => e.Id == establishmentId, ct) ?? throw new NotFoundException();
        var person = await db.Professionals.AsNoTracking().SingleOrDefaultAsync(p => p.Id == professionalId, ct) ?? throw new NotFoundException();
        return (place, person);
    }

    // Bound by the secret of that house, and known by name: no one else reads.
    private async Task RequireStaffAsync(Establishment place, IReadOnlyCollection<Guid> people, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var here = (await db.Situations.AsNoTracking().Where(s => people.Contains(s.ProfessionalId) && (s.EstablishmentId == place.Id || s.EstablishmentId == null)).ToListAsync(ct)).Where(s => s.ActiveAt(now)).Select(s => s.ProfessionalId);
        if (people.Except(here).Any()) throw new RuleBrokenException("mailbox-not-staff", "Une des personnes n'exerce pas dans cet établissement aujourd'hui. Choisissez parmi son personnel.");
    }

    private static bool SameDomain(string address, string other) =>
        string.Equals(address.Trim()[(address.Trim().IndexOf('@', StringComparison.Ordinal) + 1)..], other[(other.IndexOf('@', StringComparison.Ordinal) + 1)..], StringComparison.OrdinalIgnoreCase);

    private static string Say(Professional person, Establishment place, string? listed, string? known) => (listed, known) switch
    {
        (null, null) => $"{person.GivenName} {person.FamilyName} peut avoir une boîte personnelle et répondre d'une boîte de {place.Name}.",
        (null, _) => $"{person.GivenName} {person.FamilyName} peut avoir une boîte personnelle ; {place.Name} {known}.",
        _ => $"{person.GivenName} {person.FamilyName} {listed} : seulement lecteur d'une boîte organisationnelle dont répond un professionnel inscrit.",
    };
}

/// <param name="Type">PER for one person, ORG for a team.</param>
/// <param name="ProfessionalId">The holder, or who answers for it.</param>
/// <param name="Readers">Professionals who read a team's mailbox besides.</param>
public sealed record OpenRequest(Guid EstablishmentId, [property: Required, AllowedValues("PER", "ORG")] string Type, Guid ProfessionalId, [property: Required, StringLength(254), RegularExpression(@"^[A-Za-z0-9._-]{1,64}@[A-Za-z0-9.-]{1,180}\.mssante\.fr$")] string Address,
    [property: Required, StringLength(200, MinimumLength = 2)] string Label, [property: StringLength(60)] string? Service = null, [property: MaxLength(100)] IReadOnlyList<Guid>? Readers = null);

/// <param name="Personal">May hold a mailbox of their own.</param>
/// <param name="Responsible">May answer for a mailbox of this establishment.</param>
internal sealed record EligibilityView(Guid ProfessionalId, Guid EstablishmentId, bool Personal, bool Responsible, string Explanation);

internal sealed record OpenedView(string Address, string Type, Guid EstablishmentId, Guid ResponsibleId, IReadOnlyList<Guid> Readers, DateTimeOffset OpenedAt);
