using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using Contracts.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Platform.Auditing;
using Platform.Events;
using Platform.Merging;

namespace Platform;

/// <summary>
/// A service's database. Reads are filtered by tenant, rows of another tenant cannot be saved, and facts leave
/// through an outbox that the same save commits.
/// </summary>
public abstract class TenantDbContext(DbContextOptions options, TenantScope scope) : DbContext(options)
{
    /// <summary>Name of the query filter on every <see cref="ITenantOwned"/> set.</summary>
    public const string TenantFilter = "Tenant";

    private static readonly MethodInfo FilterMethod = typeof(TenantDbContext).GetMethod(nameof(Filter), BindingFlags.Instance | BindingFlags.NonPublic)!;
    private bool _facts, _lines;

    public DbSet<OutboxMessage> Outbox => Set<OutboxMessage>();
    public DbSet<InboxMessage> Inbox => Set<InboxMessage>();
    public DbSet<ParkedEvent> ParkedEvents => Set<ParkedEvent>();

    /// <summary>The tenant of this unit of work.</summary>
    public Guid? CurrentTenant => scope.TenantId;

    internal bool AllTenants => scope.AllTenants;

    /// <summary>The service's rows follow merges of what they are about: see <see cref="MergeBook"/>.</summary>
    protected virtual bool FollowsMerges => false;

    /// <summary>The tenant, or a refusal when there is none.</summary>
    public Guid TenantId => scope.Tenant;

    internal DateTimeOffset Now => this.GetService<TimeProvider>().GetUtcNow();

    /// <summary>Adds the fact to the outbox; it leaves after the save.</summary>
    /// <param name="topic"><c>{service}.{kebab-fact}.v{n}</c>.</param>
    /// <param name="fact">A record of Contracts.</param>
    /// <param name="subject">Id of the aggregate the fact is about.</param>
    public void Publish<T>(string topic, T fact, Guid subject) where T : class
    {
        Outbox.Add(OutboxMessage.Of(topic, JsonSerializer.Serialize(fact, EventJson.Options), scope.TenantId, subject, Activity.Current?.Id, Now));
        if (topic == AccessRecorded.Topic) _lines = true;
        else _facts = true;
    }

    /// <summary>Adds a line of the access trail; it is committed with the access's effect, or the access fails.</summary>
    public void Audit(Access access)
    {
        Outbox.Add(TrailLine.Of(access, scope.Caller, scope.TenantId, this.GetService<ServiceName>().Value, Now));
        _lines = true;
    }

    /// <summary>Forgets what was prepared and will not be written. The lines of the trail stay: what they tell has happened.</summary>
    public void ForgetAllButTrail()
    {
        foreach (var entry in ChangeTracker.Entries().Where(entry => entry is not { State: EntityState.Added, Entity: OutboxMessage { Topic: AccessRecorded.Topic } }).ToList()) entry.State = EntityState.Detached;
    }

    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        RefuseForeignRows();
        var written = await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        if (Database.CurrentTransaction is null) FactsMayLeave();
        return written;
    }

    /// <summary>Wakes the relay for what has been committed.</summary>
    internal void FactsMayLeave()
    {
        if (_facts) this.GetService<OutboxSignal>().Raise();
        else if (_lines) this.GetService<OutboxSignal>().RaiseSoon();
        (_facts, _lines) = (false, false);
    }

    /// <summary>Saves and commits the transaction that is open, on one way to PostgreSQL, for who has only added a few rows and is done with them: they are no longer tracked.</summary>
    public async Task CommitNewAsync(IDbContextTransaction transaction, CancellationToken ct)
    {
        if (transaction.GetDbTransaction() is not NpgsqlTransaction { Connection: { } connection } open || NewTables() is not { } tables)
        {
            await SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            ChangeTracker.Clear();
            return;
        }

        try
        {
            await NewRows.CommitAsync(connection, open, tables, ct);
        }
        catch (PostgresException cause)
        {
            throw new DbUpdateException("The new rows were not written.", cause);
        }
        ChangeTracker.Clear();
        FactsMayLeave();
    }

    /// <summary>Whether nothing else has to happen when such a row is added.</summary>
    protected virtual bool IsPlain(object row) => true;

    // What is tracked by table when all of it is new and plain. Values of new rows are read from the rows: nothing has to be compared.
    private List<IGrouping<IEntityType, object>>? NewTables()
    {
        ChangeTracker.AutoDetectChangesEnabled = false;
        try
        {
            var entries = ChangeTracker.Entries().ToList();
            if (!entries.TrueForAll(entry => entry.State == EntityState.Added && IsPlain(entry.Entity))) return null;
            RefuseForeignRows();
            var tables = entries.GroupBy(entry => (IEntityType)entry.Metadata, entry => entry.Entity).ToList();
            return tables.TrueForAll(table => table.Count() <= NewRows.Most) ? tables : null;
        }
        finally
        {
            ChangeTracker.AutoDetectChangesEnabled = true;
        }
    }

    public override int SaveChanges(bool acceptAllChangesOnSuccess) =>
        throw new NotSupportedException("Saves are asynchronous.");

    // A service's options say it already, once for all its contexts; a tool's or a test's may not.
    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder)
    {
        if (!ModelOfReach.Has(optionsBuilder.Options)) ModelOfReach.Use(optionsBuilder);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcInstant>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(GetType().Assembly);
        modelBuilder.ApplyConfiguration(new OutboxMessageConfiguration());
        modelBuilder.ApplyConfiguration(new InboxMessageConfiguration());
        modelBuilder.ApplyConfiguration(new ParkedEventConfiguration());
        if (FollowsMerges)
        {
            var merging = new MergingConfiguration();
            modelBuilder.ApplyConfiguration<SubjectMerge>(merging).ApplyConfiguration<MovedRow>(merging).ApplyConfiguration<RowToSort>(merging);
        }
        foreach (var type in modelBuilder.Model.GetEntityTypes().Where(type => type.ClrType.IsAssignableTo(typeof(ITenantOwned)) && type.BaseType is null && !type.IsOwned()).ToList())
            FilterMethod.MakeGenericMethod(type.ClrType).Invoke(this, [modelBuilder]);
    }

    private void Filter<T>(ModelBuilder builder) where T : class, ITenantOwned
    {
        if (AllTenants) builder.Entity<T>().HasQueryFilter(TenantFilter, row => AllTenants || row.TenantId == CurrentTenant);
        else builder.Entity<T>().HasQueryFilter(TenantFilter, row => row.TenantId == OnlyTenant);
    }

    // A context that has begun for one tenant cannot widen its reach; it says so instead of reading nothing.
    private Guid? OnlyTenant => AllTenants
        ? throw new InvalidOperationException("This context has read for one tenant. Read across tenants in a scope of its own.")
        : scope.TenantId;

    private void RefuseForeignRows()
    {
        foreach (var entry in ChangeTracker.Entries<ITenantOwned>())
            if (entry.State is EntityState.Added or EntityState.Modified or EntityState.Deleted && entry.Entity.TenantId != scope.TenantId)
                throw new InvalidOperationException($"A {entry.Metadata.ClrType.Name} of another tenant cannot be saved.");
    }
}
