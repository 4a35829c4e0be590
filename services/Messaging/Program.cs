using Contracts.Consent;
using Contracts.Directory;
using Contracts.Documents;
using Contracts.Identity;
using Messaging;
using Messaging.Conversations;
using Messaging.Deliveries;
using Messaging.Notices;
using Messaging.Operators;
using Messaging.Receiving;
using Messaging.Recipients;
using Messaging.Sending;
using Platform;
using Platform.Merging;

var builder = WebApplication.CreateBuilder(args);
if (builder.Configuration.GetValue("Messaging:Demo", false)) builder.Configuration.AddDemoMailboxes();

builder.AddPlatform("messaging");
builder.AddTenantDatabase<MessagingDbContext, PostgresMessaging>("Messaging");
builder.Services.AddValidation();
builder.Services.AddGrpcClient<IdentityLookup.IdentityLookupClient>("identity");
builder.Services.AddGrpcClient<DirectoryLookup.DirectoryLookupClient>("directory");
builder.Services.AddGrpcClient<Decisions.DecisionsClient>("consent");
builder.Services.AddGrpcClient<DocumentPackages.DocumentPackagesClient>("documents");
builder.Services.AddAuthorizationBuilder()
    .AddPolicy("messaging:read", policy => policy.RequireScope("messaging:read"))
    .AddPolicy("messaging:write", policy => policy.RequireScope("messaging:write"))
    .AddPolicy("service", policy => policy.RequireScope("service"));
builder.Services.AddOptions<MssSettings>().BindConfiguration("National:Mss").ValidateDataAnnotations().ValidateOnStart();
builder.Services.AddMessaging();

var app = builder.Build();

app.UsePlatform();
app.MapReadConversations();
UnattachedConversations.Map(app);
WriteMessage.Map(app);
app.MapCloseConversation();
app.MapBoard();
SuggestRecipients.Map(app);
app.MapOperators();
app.MapSorting<MessagingDbContext, Sorting>("messaging");
app.MapGrpc<ReceivedMessagesGrpc>().RequireAuthorization("service");
app.MapEvent<MessagingDbContext, TransmissionRequested, QueueTransmission>(TransmissionRequested.Topic, QueueTransmission.Apply, alone: true);
app.MapEvent<MessagingDbContext, TransmissionBlocked, TimeProvider>(TransmissionBlocked.Topic, DropTransmission.Blocked);
app.MapEvent<MessagingDbContext, DocumentCancelled, TimeProvider>(DocumentCancelled.Topic, DropTransmission.Cancelled);
app.MapEvent<MessagingDbContext, IdentityMerged, FollowMerge>(IdentityMerged.Topic, FollowMerge.Apply, alone: true);
app.MapEvent<MessagingDbContext, IdentityUnmerged, FollowMerge>(IdentityUnmerged.Topic, FollowMerge.Undo, alone: true);
app.MapEvent<MessagingDbContext, ConsentChanged, DecideAgain>(ConsentChanged.Topic, DecideAgain.Apply, alone: true);
app.MapEvent<MessagingDbContext, BreakGlassOpened, TellBreakGlass>(BreakGlassOpened.Topic, TellBreakGlass.Apply, alone: true);

app.Run();

/// <summary>Named so that tests can start the service.</summary>
internal partial class Program;
