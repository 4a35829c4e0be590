using Documents.Packaging;
using Documents.Received;
using Documents.Records;
using Documents.Transmissions;
using Documents.Vault;
using Microsoft.EntityFrameworkCore;
using Platform;

namespace Documents;

public class DocumentsDbContext(DbContextOptions options, TenantScope tenant) : TenantDbContext(options, tenant)
{
    public DbSet<HealthDocument> Documents => Set<HealthDocument>();
    public DbSet<Transmission> Transmissions => Set<Transmission>();
    public DbSet<TransmissionPolicy> Policies => Set<TransmissionPolicy>();
    public DbSet<Rendition> Renditions => Set<Rendition>();
    public DbSet<ReceivedDocument> ReceivedDocuments => Set<ReceivedDocument>();
    public DbSet<StoredBlob> Blobs => Set<StoredBlob>();
    public DbSet<IdempotentRequest> IdempotentRequests => Set<IdempotentRequest>();

    protected override bool FollowsMerges => true;
}

/// <summary>Holds the PostgreSQL migrations; features see only the base.</summary>
public sealed class PostgresDocuments(DbContextOptions<PostgresDocuments> options, TenantScope tenant) : DocumentsDbContext(options, tenant);
