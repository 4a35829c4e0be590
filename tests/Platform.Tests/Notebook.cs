using Microsoft.EntityFrameworkCore;

namespace Platform.Tests;

/// <summary>The smallest service: notes of a tenant, a fact for each, and a count of the facts it has heard.</summary>
public sealed class Note : ITenantOwned
{
    public Guid Id { get; init; }
    public Guid TenantId { get; init; }
    public string Text { get; set; } = "";
    public int Version { get; set; } = 1;
}

public sealed class HeardNote : ITenantOwned
{
    public Guid Id { get; init; }
    public Guid TenantId { get; init; }
    public Guid NoteId { get; init; }
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
    public DbSet<Note> Notes => Set<Note>();
    public DbSet<HeardNote> Heard => Set<HeardNote>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Note>().Property(note => note.Version).IsConcurrencyToken();
        modelBuilder.Entity<HeardNote>();
        base.OnModelCreating(modelBuilder);
    }
}

public sealed class PostgresNotebook(DbContextOptions<PostgresNotebook> options, TenantScope tenant) : NotebookDb(options, tenant);

public sealed record NewNote(string Text);
