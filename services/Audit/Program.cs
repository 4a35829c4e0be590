using Audit;
using Audit.Goals;
using Audit.Trail;
using Contracts.Audit;
using Contracts.Consent;
using Contracts.Directory;
using Contracts.Documents;
using Contracts.Identity;
using Contracts.Messaging;
using Platform;

var builder = WebApplication.CreateBuilder(args);

builder.AddPlatform("audit");
builder.AddTenantDatabase<AuditDbContext, PostgresAudit>("Audit");
builder.Services.AddValidation();
builder.Services.AddGrpcClient<Decisions.DecisionsClient>("consent");
builder.Services.AddGrpcClient<DirectoryLookup.DirectoryLookupClient>("directory");
builder.Services.AddScoped<TrailRights>();

var app = builder.Build();

if (args is ["verify", ..]) return await VerifyCommand.RunAsync(app.Services);

app.UsePlatform();
app.MapAccesses();
app.MapWhoSaw();
app.MapVerification();
app.MapCounters();
app.MapEventBatch<AuditDbContext, AccessRecorded>(AccessRecorded.Topic, SealBlock.Apply);
app.MapEvent<AuditDbContext, InsQualified, EventEnvelope>(InsQualified.Topic, CountGoals.OnInsQualified);
app.MapEvent<AuditDbContext, InsLost, EventEnvelope>(InsLost.Topic, CountGoals.OnInsLost);
app.MapEvent<AuditDbContext, TransmissionDeposited, EventEnvelope>(TransmissionDeposited.Topic, CountGoals.OnDeposited);
app.MapEvent<AuditDbContext, MessageDelivered, EventEnvelope>(MessageDelivered.Topic, CountGoals.OnDelivered);
app.MapEvent<AuditDbContext, MessageRead, EventEnvelope>(MessageRead.Topic, CountGoals.OnRead);

await app.RunAsync();
return 0;
