using Billing;
using Billing.Attendance;
using Billing.Exports;
using Billing.Ledger;
using Billing.Parameters;
using Billing.Periods;
using Billing.Prices;
using Billing.Rights;
using Billing.Stays;
using Contracts.Agenda;
using Contracts.Consent;
using Contracts.Directory;
using Contracts.Identity;
using Platform;
using Platform.Merging;

var builder = WebApplication.CreateBuilder(args);

builder.AddPlatform("billing");
builder.AddTenantDatabase<BillingDbContext, PostgresBilling>("Billing");
builder.Services.AddValidation();
builder.Services.AddGrpcClient<Decisions.DecisionsClient>("consent");
builder.Services.AddGrpcClient<DirectoryLookup.DirectoryLookupClient>("directory");
builder.Services.AddAuthorizationBuilder()
    .AddPolicy("billing:read", policy => policy.RequireScope("billing:read"))
    .AddPolicy("billing:write", policy => policy.RequireScope("billing:write"));
builder.AddBilling();

var app = builder.Build();

app.UsePlatform();
app.MapStays();
app.MapPrices();
app.MapParameters();
app.MapPeriods();
app.MapLedger();
app.MapExports();
app.MapSorting<BillingDbContext, Sorting>("billing");
app.MapEvent<BillingDbContext, AbsenceRecorded>(AbsenceRecorded.Topic, FollowAgenda.Absent);
app.MapEvent<BillingDbContext, AttendanceRecorded>(AttendanceRecorded.Topic, FollowAgenda.Attended);
app.MapEvent<BillingDbContext, AttendanceCorrected>(AttendanceCorrected.Topic, FollowAgenda.Corrected);
app.MapEvent<BillingDbContext, TransportRecorded>(TransportRecorded.Topic, FollowAgenda.Carried);
app.MapEvent<BillingDbContext, ActivityPlanned>(ActivityPlanned.Topic, FollowAgenda.Planned);
app.MapEvent<BillingDbContext, ActivityMoved>(ActivityMoved.Topic, FollowAgenda.Moved);
app.MapEvent<BillingDbContext, ActivityCancelled>(ActivityCancelled.Topic, FollowAgenda.Cancelled);
app.MapEvent<BillingDbContext, IdentityCreated>(IdentityCreated.Topic, FollowIdentity.Created);
app.MapEvent<BillingDbContext, IdentityCorrected>(IdentityCorrected.Topic, FollowIdentity.Corrected);
app.MapEvent<BillingDbContext, IdentityMerged>(IdentityMerged.Topic, FollowIdentity.Merged, alone: true);
app.MapEvent<BillingDbContext, IdentityUnmerged>(IdentityUnmerged.Topic, FollowIdentity.Unmerged, alone: true);

app.Run();
