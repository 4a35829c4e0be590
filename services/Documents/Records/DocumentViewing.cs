using Documents.Cda;
using Documents.Liaison;
using Documents.Packaging;
using Documents.Transmissions;
using Microsoft.EntityFrameworkCore;

namespace Documents.Records;

/// <summary>Shows one document whole: content, gaps, channels and the state of each transmission.</summary>
public sealed class DocumentViewing(DocumentsDbContext db, DocumentRenderer renderer)
{
    public async Task<DocumentView> ViewAsync(HealthDocument d, CancellationToken ct)
    {
        var liaison = await renderer.LiaisonAsync(d, ct);
        var rules = await ChannelRule.ForAsync(db, d, ct);
        var jobs = await db.Transmissions.AsNoTracking().Where(t => t.DocumentId == d.Id).OrderBy(t => t.RequestedAt).ToListAsync(ct);
        return new(DocumentSummary.Of(d), d.SetId, Oids.Of(d.Id), d.EstablishmentId, d.UnitId, d.Visibility, d.AuthorSituationId, d.ValidatorSituationId, d.ActAt, liaison,
            d.Open && liaison is not null ? Completeness.Gaps(liaison) : [], d.AcceptedGaps.Split(',', StringSplitOptions.RemoveEmptyEntries), d.EmergencyReason,
            ChannelChoice.Of(d, rules), [.. jobs.Select(TransmissionView.Of)]);
    }
}
