using Contracts.Agenda;
using Contracts.Telemedicine;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform;
using Platform.Work;

namespace Telemedicine.Scheduling;

/// <summary>
/// An appointment that agenda made for a request and that no act holds yet. Planning saves the act moments later; when its answer was lost, or this
/// service died in between, nobody else knows of the appointment, and person, room and device would stay taken for nothing.
/// </summary>
public sealed class LooseAppointment : ITenantOwned
{
    /// <summary>Longer than any planning lasts, and than the repeat of one whose answer was lost.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(2);

    private LooseAppointment() { }

    /// <summary>The occurrence in agenda.</summary>
    public Guid Id { get; private init; }
    public Guid TenantId { get; private init; }
    public Guid RequestId { get; private init; }
    public DateTimeOffset DueAt { get; private init; }

    /// <summary>Keeps in mind what agenda booked for one of our requests.</summary>
    public static async Task Planned(ActivityPlanned fact, TelemedicineDbContext db, TimeProvider clock, CancellationToken ct)
    {
        if (fact.Kind != AgendaClient.ActivityKind || fact.SourceId is not { } request || !await db.Requests.AnyAsync(r => r.Id == request, ct)) return;
        if (await db.Acts.AnyAsync(a => a.AppointmentId == fact.OccurrenceId, ct) || await db.LooseAppointments.AnyAsync(l => l.Id == fact.OccurrenceId, ct)) return;
        db.LooseAppointments.Add(new() { Id = fact.OccurrenceId, TenantId = db.TenantId, RequestId = request, DueAt = clock.GetUtcNow() + Grace });
    }
}

/// <summary>Frees the appointments that no act has come to hold.</summary>
public sealed class FreeLooseAppointments(IServiceScopeFactory scopes, TimeProvider clock, ILogger<FreeLooseAppointments> log) : DueWork<TelemedicineDbContext, FreeLooseAppointment>(scopes, clock, log)
{
    protected override TimeSpan Pace => TimeSpan.FromSeconds(5);

    protected override IQueryable<Due> Find(TelemedicineDbContext db, DateTimeOffset now) =>
        db.LooseAppointments.Where(l => l.DueAt <= now).OrderBy(l => l.DueAt).Select(l => new Due { Id = l.Id, TenantId = l.TenantId });

    protected override Task HandleAsync(FreeLooseAppointment act, Guid id, CancellationToken ct) => act.RunAsync(id, ct);
}

/// <summary>Tells agenda that an appointment is held by nothing.</summary>
public sealed class FreeLooseAppointment(TelemedicineDbContext db, TimeProvider clock)
{
    public async Task RunAsync(Guid id, CancellationToken ct)
    {
        if (await db.LooseAppointments.SingleOrDefaultAsync(l => l.Id == id, ct) is not { } loose) return;
        db.LooseAppointments.Remove(loose);
        if (!await db.Acts.AnyAsync(a => a.AppointmentId == id, ct))
        {
            var now = clock.GetUtcNow();
            db.Publish(ActFreed.Topic, new ActFreed(Guid.CreateVersion7(now), loose.RequestId, id, "structure", now), id);
            db.Audit(new("telemedicine.free", "telemedicine-request", loose.RequestId.ToString()) { ReasonCode = "appointment-not-held" });
        }
        await db.SaveChangesAsync(ct);
    }
}

internal sealed class LooseAppointmentConfiguration : IEntityTypeConfiguration<LooseAppointment>
{
    public void Configure(EntityTypeBuilder<LooseAppointment> builder)
    {
        builder.Property(l => l.Id).ValueGeneratedNever();
        builder.HasIndex(l => l.DueAt);
    }
}
