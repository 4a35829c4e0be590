using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Platform.Events;

/// <summary>An event this service has taken into account, saved with its effect: a second delivery changes nothing.</summary>
public sealed class InboxMessage
{
    public required Guid EventId { get; init; }
    public required string Topic { get; init; }
    public required DateTimeOffset HandledAt { get; init; }
}

internal sealed class InboxMessageConfiguration : IEntityTypeConfiguration<InboxMessage>
{
    public void Configure(EntityTypeBuilder<InboxMessage> builder)
    {
        builder.ToTable("Inbox");
        builder.HasKey(message => new { message.EventId, message.Topic });
        builder.Property(message => message.Topic).HasMaxLength(100);
        builder.HasIndex(message => message.HandledAt);
    }
}

internal static class InboxWriting
{
    /// <summary>The rows of a whole lot in one statement.</summary>
    public static async Task RememberAsync(this TenantDbContext db, string topic, IReadOnlyList<Guid> events, DateTimeOffset now, CancellationToken ct)
    {
        if (events.Count == 0) return;
        var sql = new StringBuilder("""INSERT INTO "Inbox" ("EventId", "Topic", "HandledAt") VALUES """);
        var values = new List<object>(events.Count + 2) { topic, now.UtcDateTime };
        foreach (var id in events)
        {
            sql.Append(CultureInfo.InvariantCulture, $"{(values.Count > 2 ? ", " : "")}({{{values.Count}}}, {{0}}, {{1}})");
            values.Add(id);
        }
        await db.Database.ExecuteSqlRawAsync(sql.ToString(), values, ct);
    }
}
