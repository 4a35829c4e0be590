using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Platform.Merging;

namespace Platform.Tests;

/// <summary>The smallest service: notes of a tenant, a fact for each, and a count of the facts it has heard.</summary>
public sealed class Note : ITenantOwned
{
    public Guid Id { get; init; }
    public Guid TenantId { get; init; }
    public string Text { get; set; } = "";

    /// <summary>Whom it is about.</summary>
    public Guid Subject { get; set; }

    public int Version { get; set; } = 1;
}

public sealed class HeardNote : ITenantOwned
{
    public Guid Id { get; init; }
    public Guid TenantId { get; init; }
    public Guid NoteId { get; init; }
}

public enum ReadingKind { Weight, Pressure }

/// <summary>A column of each kind that rows written in bulk may have.</summary>
public sealed class Reading : ITenantOwned
{
    public Guid Id { get; init; }
    public Guid TenantId { get; init; }
    public Guid Series { get; init; }
    public int Place { get; init; }
    public string? Label { get; init; }
    public decimal Value { get; init; }
    public ReadingKind Kind { get; init; }
    public ReadingKind? Other { get; init; }
    public DateOnly? Day { get; init; }
    public Guid? Parent { get; init; }
    public bool Confirmed { get; init; }
    public long? Count { get; init; }
    public int? Rank { get; init; }
    public DateTimeOffset Taken { get; init; }
    public DateTimeOffset? Seen { get; init; }
}

public sealed record NoteTaken(Guid NoteId)
{
    public const string Topic = "notebook.note-taken.v1";
}

public sealed record NoteEchoed(Guid NoteId)
{
    public const string Topic = "notebook.note-echoed.v1";
}

public class NotebookDb(DbContextOptions options, TenantScope tenant) : TenantDbContext(options, tenant)
{
    protected override bool FollowsMerges => true;

    public DbSet<Note> Notes => Set<Note>();
    public DbSet<HeardNote> Heard => Set<HeardNote>();
    public DbSet<Reading> Readings => Set<Reading>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Note>().Property(note => note.Version).IsConcurrencyToken();
        modelBuilder.Entity<HeardNote>();
        modelBuilder.Entity<Reading>(reading =>
        {
            reading.Property(r => r.Kind).HasConversion<string>();
            reading.Property(r => r.Other).HasConversion<string>();
            reading.Property(r => r.Value).HasPrecision(14, 4);
        });
        base.OnModelCreating(modelBuilder);
    }
}

public sealed class PostgresNotebook(DbContextOptions<PostgresNotebook> options, TenantScope tenant) : NotebookDb(options, tenant);

/// <summary>Notes that were taken between a merge of their subjects and its undoing; some subjects are hidden from everybody.</summary>
public sealed class NotebookDesk(NotebookDb db) : SortingDesk
{
    public const string Kind = "note";
    private static readonly ConcurrentDictionary<Guid, bool> Hidden = new();

    public override Guid By => Guid.Empty;

    protected override IReadOnlyList<SubjectRows> Kinds { get; } = Rows(db);

    public static IReadOnlyList<SubjectRows> Rows(NotebookDb db) => [SubjectRows.Of(Kind, db.Notes, note => note.Id, note => note.Subject)];

    public static void Hide(Guid subject) => Hidden[subject] = true;

    public override Task<IReadOnlySet<Guid>> ReadableAsync(IReadOnlyCollection<Guid> subjects, CancellationToken ct) => Task.FromResult<IReadOnlySet<Guid>>(subjects.Where(one => !Hidden.ContainsKey(one)).ToHashSet());

    public override Task RequireAsync(Guid subject, RowToSort row, CancellationToken ct) => Hidden.ContainsKey(subject) ? throw new NotFoundException() : Task.CompletedTask;
}

/// <summary>Notes go over with a merge; what is asked afterwards may fail.</summary>
public sealed class NotebookFollower(NotebookDb db) : MergeFollower
{
    public static ConcurrentDictionary<Guid, int> Unanswered { get; } = new();

    public override IReadOnlyList<SubjectRows> Carried => NotebookDesk.Rows(db);

    public override Task FollowedAsync(Guid kept, CancellationToken ct) =>
        Unanswered.TryGetValue(kept, out var times) && times > 0 && Unanswered.TryUpdate(kept, times - 1, times) ? throw new TimeoutException("Nobody answers.") : Task.CompletedTask;
}

public sealed record NewNote(string Text);
