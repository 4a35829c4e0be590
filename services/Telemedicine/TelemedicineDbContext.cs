using Microsoft.EntityFrameworkCore;
using Platform;
using Telemedicine.Equipment;
using Telemedicine.Experts;
using Telemedicine.Following;
using Telemedicine.Funding;
using Telemedicine.Informing;
using Telemedicine.Monitoring;
using Telemedicine.Performing;
using Telemedicine.Platforms;
using Telemedicine.Reports;
using Telemedicine.Requests;
using Telemedicine.Scheduling;
using Telemedicine.UseCases;

namespace Telemedicine;

public class TelemedicineDbContext(DbContextOptions options, TenantScope tenant) : TenantDbContext(options, tenant)
{
    public DbSet<StructureProfile> Structures => Set<StructureProfile>();
    public DbSet<UseCase> UseCases => Set<UseCase>();
    public DbSet<TelemedicineRequest> Requests => Set<TelemedicineRequest>();
    public DbSet<RequestStep> Steps => Set<RequestStep>();
    public DbSet<Exchange> Exchanges => Set<Exchange>();
    public DbSet<InformationRecord> Informations => Set<InformationRecord>();
    public DbSet<Device> Devices => Set<Device>();
    public DbSet<Requis> Requis => Set<Requis>();
    public DbSet<Vacation> Vacations => Set<Vacation>();
    public DbSet<PlannedAct> Acts => Set<PlannedAct>();
    public DbSet<LooseAppointment> LooseAppointments => Set<LooseAppointment>();
    public DbSet<Incident> Incidents => Set<Incident>();
    public DbSet<ActTask> Tasks => Set<ActTask>();
    public DbSet<Dispatch> Dispatches => Set<Dispatch>();
    public DbSet<HookReceived> Hooks => Set<HookReceived>();
    public DbSet<ActReport> Reports => Set<ActReport>();
    public DbSet<FundingLine> FundingLines => Set<FundingLine>();
    public DbSet<MonitoringPlan> MonitoringPlans => Set<MonitoringPlan>();

    protected override bool FollowsMerges => true;
}

/// <summary>Holds the PostgreSQL migrations; features see only the base.</summary>
public sealed class PostgresTelemedicine(DbContextOptions<PostgresTelemedicine> options, TenantScope tenant) : TelemedicineDbContext(options, tenant);
