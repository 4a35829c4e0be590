using Contracts.Consent;
using Contracts.Directory;
using Contracts.Identity;
using Contracts.Messaging;
using Documents;
using Documents.Access;
using Documents.Dmp.Consultation;
using Documents.Packaging;
using Documents.Received;
using Documents.Records;
using Documents.Transmissions;
using Platform;
using Platform.Merging;

var builder = WebApplication.CreateBuilder(args);

builder.AddPlatform("documents");
builder.AddTenantDatabase<DocumentsDbContext, PostgresDocuments>("Documents");
builder.Services.AddValidation();
builder.Services.AddGrpcClient<IdentityLookup.IdentityLookupClient>("identity");
builder.Services.AddGrpcClient<DirectoryLookup.DirectoryLookupClient>("directory");
builder.Services.AddGrpcClient<Decisions.DecisionsClient>("consent");
builder.Services.AddAuthorizationBuilder()
    .AddPolicy("documents:read", policy => policy.RequireScope("documents:read"))
    .AddPolicy("documents:write", policy => policy.RequireScope("documents:write"))
    .AddPolicy("service", policy => policy.RequireScope("service"));
builder.AddDocuments();

var app = builder.Build();

app.UsePlatform();
app.MapDocuments();
app.MapTransmissions();
app.MapOutbox();
app.MapPolicies();
app.MapReceived();
app.MapDmpConsultation();
app.MapSorting<DocumentsDbContext, Sorting>("documents");
app.MapGrpc<DocumentPackagesGrpc>().RequireAuthorization("service");
app.MapEvent<DocumentsDbContext, InsQualified, TimeProvider>(InsQualified.Topic, ReleaseOnInsQualified.Apply);
app.MapEvent<DocumentsDbContext, InsLost, TimeProvider>(InsLost.Topic, BlockOnInsLost.Apply);
app.MapEvent<DocumentsDbContext, IdentityMerged, FollowMerge>(IdentityMerged.Topic, FollowMerge.Apply, alone: true);
app.MapEvent<DocumentsDbContext, IdentityUnmerged, FollowMerge>(IdentityUnmerged.Topic, FollowMerge.Undo, alone: true);
app.MapEvent<DocumentsDbContext, ConsentChanged, DecideAgain>(ConsentChanged.Topic, DecideAgain.Apply, alone: true);
app.MapEvent<DocumentsDbContext, MessageSent>(MessageSent.Topic, FollowMessages.Sent);
app.MapEvent<DocumentsDbContext, MessageDelivered>(MessageDelivered.Topic, FollowMessages.Delivered);
app.MapEvent<DocumentsDbContext, MessageIntegrated>(MessageIntegrated.Topic, FollowMessages.Integrated);
app.MapEvent<DocumentsDbContext, MessageRead>(MessageRead.Topic, FollowMessages.Read);
app.MapEvent<DocumentsDbContext, MessageConfirmed>(MessageConfirmed.Topic, FollowMessages.Confirmed);
app.MapEvent<DocumentsDbContext, MessageFailed>(MessageFailed.Topic, FollowMessages.Failed);

app.Run();
