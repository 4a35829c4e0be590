using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;

namespace Agenda.Constraints;

public enum ChangeWish { Decline, Move }

public enum RequestStatus { Pending, Applied, Accepted, Refused }

/// <summary>What a person or the family asks about one occurrence. The team answers, unless the person manages alone and the activity is free.</summary>
public sealed class ChangeRequest : ITenantOwned
{
    private ChangeRequest() { }

    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid OccurrenceId { get; private init; }
    public Guid EstablishmentId { get; private init; }
    public Guid UsagerId { get; private init; }
    public ChangeWish Wish { get; private init; }
    public DateTimeOffset? WishedAt { get; private init; }
    public string? Message { get; private init; }
    public string Author { get; private init; } = "";
    public string AuthorKind { get; private init; } = "";
    public DateTimeOffset AskedAt { get; private init; }
    public RequestStatus Status { get; private set; }
    public string? Answer { get; private set; }
    public Guid? AnsweredBy { get; private set; }
    public DateTimeOffset? AnsweredAt { get; private set; }
    public int Version { get; private set; } = 1;

    public static ChangeRequest Of(Occurrences.Occurrence occurrence, Guid usagerId, ChangeWish wish, DateTimeOffset? wishedAt, string? message, string author, string authorKind, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now), TenantId = occurrence.TenantId, OccurrenceId = occurrence.Id, EstablishmentId = occurrence.EstablishmentId, UsagerId = usagerId, Wish = wish, WishedAt = wishedAt, Message = message,
        Author = author, AuthorKind = authorKind, AskedAt = now,
    };

    /// <summary>Done at once: the person manages alone.</summary>
    public void Apply(DateTimeOffset now) => Close(RequestStatus.Applied, null, null, now);

    public void Decide(bool accepted, string? answer, Guid by, DateTimeOffset now) => Close(accepted ? RequestStatus.Accepted : RequestStatus.Refused, answer, by, now);

    private void Close(RequestStatus status, string? answer, Guid? by, DateTimeOffset now)
    {
        if (Status != RequestStatus.Pending) throw new RuleBrokenException("request-answered", "Cette demande a déjà reçu une réponse. Rechargez la liste.");
        (Status, Answer, AnsweredBy, AnsweredAt) = (status, answer, by, now);
        Version++;
    }
}

internal sealed class ChangeRequestConfiguration : IEntityTypeConfiguration<ChangeRequest>
{
    public void Configure(EntityTypeBuilder<ChangeRequest> builder)
    {
        builder.Property(r => r.Wish).HasConversion<string>().HasMaxLength(10);
        builder.Property(r => r.Status).HasConversion<string>().HasMaxLength(10);
        builder.Property(r => r.Message).HasMaxLength(500);
        builder.Property(r => r.Answer).HasMaxLength(500);
        builder.Property(r => r.Author).HasMaxLength(100);
        builder.Property(r => r.AuthorKind).HasMaxLength(10);
        builder.Property(r => r.Version).IsConcurrencyToken();
        builder.HasIndex(r => new { r.TenantId, r.EstablishmentId, r.Status });
    }
}
