using Contracts.Consent;
using Contracts.Directory;
using Identity;
using Identity.Campaigns;
using Identity.Demonstration;
using Identity.History;
using Identity.Insi;
using Identity.Lookup;
using Identity.Mastery;
using Identity.Matching;
using Identity.Merging;
using Identity.Proofs;
using Identity.Protection;
using Identity.Qualification;
using Identity.Rights;
using Identity.Usagers;
using Platform;

var builder = WebApplication.CreateBuilder(args);

builder.AddPlatform("identity");
builder.AddTenantDatabase<IdentityDbContext, PostgresIdentity>("Identity");
builder.Services.AddValidation();
builder.Services.AddGrpcClient<Decisions.DecisionsClient>("consent");
builder.Services.AddGrpcClient<DirectoryLookup.DirectoryLookupClient>("directory");
builder.AddInsVault();
builder.AddInsi();
builder.AddCampaigns();
builder.Services.AddScoped<IdentityRights>();
builder.Services.AddSingleton<Lookalikes>().AddScoped<SimilarUsagers>();
builder.Services.AddScoped<MasterOfTraits>();
builder.Services.AddScoped<Attribution>();
builder.AddDemoResidents();

var app = builder.Build();

app.UsePlatform();
app.MapUsagers();
app.MapMatching();
app.MapMerging();
app.MapInsi();
app.MapCampaigns();
app.MapProofs();
app.MapQualification();
app.MapMastery();
app.MapHistory();
app.MapGrpc<IdentityLookupGrpc>().RequireAuthorization("service");

app.Run();
