using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Platform;

/// <summary>Instants are stored as UTC date-times: they sort on SQLite and are timestamptz on PostgreSQL.</summary>
public sealed class UtcInstant() : ValueConverter<DateTimeOffset, DateTime>(
    instant => instant.UtcDateTime,
    stored => new DateTimeOffset(DateTime.SpecifyKind(stored, DateTimeKind.Utc)));
