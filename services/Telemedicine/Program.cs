using Contracts.Agenda;
using Contracts.Consent;
using Contracts.Directory;
using Contracts.Documents;
using Contracts.Identity;
using Contracts.Messaging;
using Platform;
using Platform.Merging;
using Telemedicine.Access;
using Telemedicine;
using Telemedicine.Demonstration;
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

var builder = WebApplication.CreateBuilder(args);

builder.AddPlatform("telemedicine");
builder.AddTenantDatabase<TelemedicineDbContext, PostgresTelemedicine>("Telemedicine");
builder.Services.AddValidation();
builder.Services.AddGrpcClient<Decisions.DecisionsClient>("consent");
builder.Services.AddGrpcClient<DirectoryLookup.DirectoryLookupClient>("directory");
builder.Services.AddGrpcClient<IdentityLookup.IdentityLookupClient>("identity");
builder.Services.AddGrpcClient<Contracts.Agenda.Scheduling.SchedulingClient>("agenda");
builder.Services.AddGrpcClient<DocumentPackages.DocumentPackagesClient>("documents");
builder.Services.AddGrpcClient<ReceivedMessages.ReceivedMessagesClient>("messaging");
builder.Services.AddAuthorizationBuilder()
    .AddPolicy("telemedicine:read", policy => policy.RequireScope("telemedicine:read"))
    .AddPolicy("telemedicine:write", policy => policy.RequireScope("telemedicine:write"));
builder.Services.AddTelemedicine();
if (builder.Configuration.GetValue("Telemedicine:Demo", false) && builder.Configuration["Platform:Environment"] != "real") builder.Services.AddHostedService<DemoTelemedicine>();

var app = builder.Build();

app.UsePlatform();
app.MapStructures();
app.MapUseCases();
app.MapDevices();
app.MapRequis();
app.MapReadRequests();
app.MapWriteRequests();
app.MapAnswerRequests();
app.MapInformation();
app.MapPlanning();
app.MapPerforming();
app.MapFunding();
app.MapMonitoring();
app.MapPlatforms();
app.MapStatusHook();
app.MapReports();
app.MapSorting<TelemedicineDbContext, Sorting>("telemedicine");
app.MapEvent<TelemedicineDbContext, ActivityPlanned, TimeProvider>(ActivityPlanned.Topic, LooseAppointment.Planned);
app.MapEvent<TelemedicineDbContext, ActivityCancelled, FollowAgenda>(ActivityCancelled.Topic, FollowAgenda.Cancelled, alone: true);
app.MapEvent<TelemedicineDbContext, ActivityMoved, FollowAgenda>(ActivityMoved.Topic, FollowAgenda.Moved, alone: true);
app.MapEvent<TelemedicineDbContext, ConsentChanged, CancelOnConsentChanged>(ConsentChanged.Topic, CancelOnConsentChanged.Apply, alone: true);
app.MapEvent<TelemedicineDbContext, IdentityMerged, FollowMerge>(IdentityMerged.Topic, FollowMerge.Apply, alone: true);
app.MapEvent<TelemedicineDbContext, IdentityUnmerged>(IdentityUnmerged.Topic, FollowMerge.Undo, alone: true);
app.MapEvent<TelemedicineDbContext, TransmissionDeposited, TimeProvider>(TransmissionDeposited.Topic, FollowDocuments.Deposited);
app.MapEvent<TelemedicineDbContext, TransmissionBlocked, TimeProvider>(TransmissionBlocked.Topic, FollowDocuments.Blocked);
app.MapEvent<TelemedicineDbContext, TransmissionFailed, TimeProvider>(TransmissionFailed.Topic, FollowDocuments.Failed);
app.MapEvent<TelemedicineDbContext, MessageSent, TimeProvider>(MessageSent.Topic, FollowDocuments.Sent);
app.MapEvent<TelemedicineDbContext, MessageReceived, FollowMessages>(MessageReceived.Topic, FollowMessages.Received, alone: true);

app.Run();
