using System.ComponentModel.DataAnnotations;
using Consent.Deciding;
using Consent.Matrices;
using Consent.Measures;
using Contracts.Consent;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Consent.Consents;

/// <summary>A professional collects what the person, or who decides for her, agrees to or refuses.</summary>
internal static class RecordConsent
{
    public static async Task<Created<ConsentView>> Handle(ConsentRequest request, Team team, Asking asking, TenantRules rules, ConsentDbContext db, TimeProvider clock, CancellationToken ct)
    {
        if (asking.Account is not null) throw new NotFoundException();
        await team.RequireToRecordAsync(request.UsagerId, opens: request.Decision == ConsentDecision.Permit || request.Supersedes is not null, ct);
        Require(request.Categories ?? [], request.Purposes ?? []);
        var now = clock.GetUtcNow();
        var will = request.Will.Read();
        WhoDecides.Require(will, (await rules.ReadAsync(db.TenantId, ct)).Person(request.UsagerId), now);

        var consent = PersonConsent.Record(db.TenantId, request.UsagerId, request.Terms(), will, request.Information.Read(asking.SituationId, now), now);
        if (request.Proof is { } proof)
        {
            db.Publish(ConsentChanged.Topic, consent.Activate(proof.Type, proof.Reference, now), consent.UsagerId);
            db.RaiseRules(consent.UsagerId);
        }
        if (request.Supersedes is { } earlier) await SupersedeAsync(earlier, consent, db, now, ct);
        db.Add(consent);
        db.Audit(new("consent.record", "consent", consent.Id.ToString()) { Category = "JUR", UsagerId = consent.UsagerId });
        await db.SaveChangesAsync(ct);
        return TypedResults.Created($"/consents/{consent.Id}", ConsentView.Of(consent, now));
    }

    internal static void Require(IReadOnlyList<string> categories, IReadOnlyList<string> purposes)
    {
        if (categories.FirstOrDefault(category => !Matrix.Categories.Contains(category)) is { } unknown)
            throw new BadInputException("category-unknown", $"La catégorie de données « {unknown} » n'existe pas. Choisissez-la dans la liste.");
        if (purposes.Any(purpose => !Purposes.Sharing.Contains(purpose)))
            throw new BadInputException("purpose-unknown", "Choisissez le but du partage : coordination, continuité, prévention, suivi social ou urgence.");
    }

    private static async Task SupersedeAsync(Guid earlier, PersonConsent consent, ConsentDbContext db, DateTimeOffset now, CancellationToken ct)
    {
        var old = await db.Consents.SingleOrDefaultAsync(c => c.Id == earlier && c.UsagerId == consent.UsagerId && c.Status == ConsentStatus.Active, ct)
            ?? throw new BadInputException("consent-superseded", "Le consentement à remplacer n'est pas, ou plus, en vigueur pour cette personne. Rafraîchissez la liste, puis choisissez-en un autre.");
        db.Publish(ConsentChanged.Topic, old.Supersede(now), old.UsagerId);
        db.RaiseRules(old.UsagerId);
    }
}

public sealed record ConsentRequest(Guid UsagerId, ConsentKind Kind, ConsentDecision Decision, WillRequest Will, InformationRequest Information, ProofRequest? Proof = null,
    [property: MaxLength(17)] IReadOnlyList<string>? Categories = null, [property: MaxLength(200)] IReadOnlyList<string>? DocumentIds = null, [property: AllowedValues("N", "R", "V", null)] string? Ceiling = null,
    [property: MaxLength(20)] IReadOnlyList<RecipientRequest>? Recipients = null, [property: MaxLength(5)] IReadOnlyList<string>? Purposes = null, DateTimeOffset? From = null, DateTimeOffset? To = null, Guid? Supersedes = null)
{
    public ConsentTerms Terms() => new(Kind, Decision, Categories ?? [], DocumentIds ?? [], Ceiling ?? "N", [.. (Recipients ?? []).Select(r => r.Read())], Purposes ?? [], From, To);
}

public sealed record RecipientRequest([property: StringLength(40)] string? Professional = null, [property: StringLength(3)] string? CircleRole = null, [property: StringLength(9)] string? Finess = null,
    [property: StringLength(40)] string? Function = null)
{
    public Recipient Read() => new(Professional, CircleRole, Finess, Function);
}

public sealed record WillRequest([property: AllowedValues("person", "representative", "parent", "team")] string DecidedBy, bool Able, Guid? MeasureId = null, [property: StringLength(160)] string? DeciderName = null,
    [property: StringLength(500)] string? Capacity = null, [property: StringLength(500)] string? Assent = null)
{
    public Will Read() => new() { DecidedBy = DecidedBy, MeasureId = MeasureId, DeciderName = DeciderName ?? "", Able = Able, Capacity = Capacity ?? "", Assent = Assent?.Trim() ?? "" };
}

public sealed record InformationRequest([property: Required, StringLength(60)] string Leaflet, [property: Required, StringLength(20)] string Version,
    [property: AllowedValues("oral", "written", "falc", "lsf", "translated")] string Mode)
{
    public Information Read(Guid? by, DateTimeOffset now) => new() { Leaflet = Leaflet, LeafletVersion = Version, Mode = Mode, GivenBy = by, GivenAt = now };
}

public sealed record ProofRequest([property: AllowedValues("signature", "oral-with-witness", "portal", "paper-scan")] string Type, [property: Required, StringLength(200)] string Reference);
