using Contracts.Agenda;
using Contracts.Consent;
using Contracts.Identity;
using Contracts.Messaging;
using Contracts.Telemedicine;
using HealthDirectory;
using HealthDirectory.Absences;
using HealthDirectory.Annuaire;
using HealthDirectory.Employment;
using HealthDirectory.Imports;
using HealthDirectory.Mailboxes;
using HealthDirectory.MobileTeams;
using HealthDirectory.Professionals;
using HealthDirectory.Structures;
using HealthDirectory.Tasks;
using Platform;

var builder = WebApplication.CreateBuilder(args);

builder.AddPlatform("directory");
builder.AddTenantDatabase<DirectoryDbContext, PostgresDirectory>("Directory");
builder.Services.AddValidation();
builder.Services.AddGrpcClient<Decisions.DecisionsClient>("consent");
builder.Services.AddScoped<ConsentClient>();
builder.AddStaff();
builder.AddAnnuaire();
builder.Services.AddHostedService<DemoStructures>();

var app = builder.Build();

app.UsePlatform();
app.MapOrganisation();
app.MapEstablishments();
app.MapProfessionals();
app.MapSituations();
app.MapContracts();
app.MapAbsences();
app.MapMobileTeams();
app.MapStaffImports();
app.MapAnnuaire();
app.MapMailboxes();
app.MapTasks();
app.MapGrpc<DirectoryGrpc>().RequireAuthorization("service");
app.MapEvent<DirectoryDbContext, ReadOverdue>(ReadOverdue.Topic, OpenTasks.OnReadOverdue);
app.MapEvent<DirectoryDbContext, MessageFailed>(MessageFailed.Topic, OpenTasks.OnMessageFailed);
app.MapEvent<DirectoryDbContext, MessageReceived>(MessageReceived.Topic, OpenTasks.OnMessageReceived);
app.MapEvent<DirectoryDbContext, DiscordanceFound>(DiscordanceFound.Topic, OpenTasks.OnDiscordanceFound);
app.MapEvent<DirectoryDbContext, IdentityUnmerged>(IdentityUnmerged.Topic, OpenTasks.OnUnmerged);
app.MapEvent<DirectoryDbContext, StaffMissing>(StaffMissing.Topic, OpenTasks.OnStaffMissing);
app.MapEvent<DirectoryDbContext, ActivityCancelled>(ActivityCancelled.Topic, OpenTasks.OnActivityCancelled);
app.MapEvent<DirectoryDbContext, BreakGlassOpened>(BreakGlassOpened.Topic, BreakGlassTasks.OnOpened);
app.MapEvent<DirectoryDbContext, BreakGlassReviewed>(BreakGlassReviewed.Topic, BreakGlassTasks.OnReviewed);
app.MapEvent<DirectoryDbContext, DeadlineNear>(DeadlineNear.Topic, OpenTasks.OnDeadlineNear);
app.MapEvent<DirectoryDbContext, AlertRaised>(AlertRaised.Topic, OpenTasks.OnAlertRaised);
app.MapEvent<DirectoryDbContext, TaskRequested, TimeProvider>(TaskRequested.Topic, OpenTasks.OnTelemedicineAsked);
app.MapEvent<DirectoryDbContext, OverlapFound>(OverlapFound.Topic, OpenTasks.OnOverlapFound);
app.MapEvent<DirectoryDbContext, UsagerMissing>(UsagerMissing.Topic, OpenTasks.OnUsagerMissing);

app.Run();
