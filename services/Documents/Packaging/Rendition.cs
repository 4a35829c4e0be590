using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Documents.Packaging;

/// <summary>The bytes a document leaves as. Made with the identity of the moment; once they have left somewhere they never change, so that every recipient holds the same.</summary>
public sealed class Rendition : ITenantOwned
{
    private Rendition() { }

    public Guid DocumentId { get; private init; }
    public Guid TenantId { get; private init; }
    public string Fingerprint { get; private set; } = "";
    public string HeaderKey { get; private set; } = "";
    public string CdaKey { get; private set; } = "";
    public string PdfKey { get; private set; } = "";
    public DateTimeOffset RenderedAt { get; private set; }
    public DateTimeOffset? LeftAt { get; private set; }
    public int Version { get; private set; }

    public static Rendition Of(Guid tenantId, Guid documentId) => new() { TenantId = tenantId, DocumentId = documentId };

    public bool Fits(string fingerprint) => Fingerprint == fingerprint;

    public void Hold(string fingerprint, string headerKey, string cdaKey, string pdfKey, DateTimeOffset now)
    {
        if (LeftAt is not null) throw new RuleBrokenException("identity-changed", "L'identité de la personne a changé depuis le premier envoi : créez une nouvelle version du document.");
        (Fingerprint, HeaderKey, CdaKey, PdfKey, RenderedAt) = (fingerprint, headerKey, cdaKey, pdfKey, now);
        Version++;
    }

    /// <summary>The bytes are about to leave: from now on they are what the document is.</summary>
    public void Freeze(DateTimeOffset now)
    {
        if (LeftAt is not null) return;
        LeftAt = now;
        Version++;
    }
}

internal sealed class RenditionConfiguration : IEntityTypeConfiguration<Rendition>
{
    public void Configure(EntityTypeBuilder<Rendition> builder)
    {
        builder.HasKey(r => r.DocumentId);
        builder.Property(r => r.Fingerprint).HasMaxLength(64);
        builder.Property(r => r.HeaderKey).HasMaxLength(64);
        builder.Property(r => r.CdaKey).HasMaxLength(64);
        builder.Property(r => r.PdfKey).HasMaxLength(64);
        builder.Property(r => r.Version).IsConcurrencyToken();
    }
}
