using Contracts.Telemedicine;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;
using Telemedicine.Requests;
using Telemedicine.Sealing;

namespace Telemedicine.Following;

/// <summary>Something to do after or around an act. Directory shows it to the function; the words stay here, sealed.</summary>
public sealed class ActTask : ITenantOwned
{
    public required Guid Id { get; init; }
    public required Guid TenantId { get; init; }
    public required Guid RequestId { get; init; }
    public required string Kind { get; init; }
    public required string Function { get; init; }
    public required byte[] SealedText { get; init; }
    public required DateTimeOffset DueAt { get; init; }
}

internal static class TaskAsking
{
    /// <summary>Keeps the words and asks directory to open the task.</summary>
    public static void Ask(this TelemedicineDbContext db, ClinicalSeal seal, TelemedicineRequest request, string kind, string function, string text, DateTimeOffset dueAt, DateTimeOffset now)
    {
        var id = Guid.CreateVersion7(now);
        db.Tasks.Add(new() { Id = id, TenantId = request.TenantId, RequestId = request.Id, Kind = kind, Function = function, SealedText = seal.Close(request.TenantId, id, text), DueAt = dueAt });
        db.Publish(TaskRequested.Topic, new TaskRequested(id, request.Id, request.UsagerId, request.EstablishmentId, kind, function, dueAt), request.Id);
    }
}

internal sealed class ActTaskConfiguration : IEntityTypeConfiguration<ActTask>
{
    public void Configure(EntityTypeBuilder<ActTask> builder)
    {
        builder.ToTable("Tasks");
        builder.Property(t => t.Kind).HasMaxLength(30);
        builder.Property(t => t.Function).HasMaxLength(40);
        builder.HasIndex(t => new { t.TenantId, t.RequestId });
    }
}
