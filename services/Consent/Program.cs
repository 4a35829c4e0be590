using Consent;
using Consent.CareCircles;
using Consent.Deciding;
using Consent.Oppositions;
using Consent.Places;
using Contracts.Directory;
using Contracts.Identity;
using Platform;

var builder = WebApplication.CreateBuilder(args);

builder.AddPlatform("consent");
builder.AddTenantDatabase<ConsentDbContext, PostgresConsent>("Consent");
builder.Services.AddValidation();
builder.Services.AddGrpcClient<DirectoryLookup.DirectoryLookupClient>("directory");
builder.Services.AddSingleton(Matrix.Default());
builder.Services.AddSingleton<KnownSituations>();
builder.Services.AddSingleton<TenantRules>();
builder.Services.AddScoped<DecisionPoint>();
builder.Services.AddScoped<Team>();

var app = builder.Build();

app.UsePlatform();
app.MapOppositions();
app.MapCareCircles();
app.MapDecisions();
app.MapGrpc<DecisionsGrpc>().RequireAuthorization("service");
app.MapEvent<ConsentDbContext, IdentityCreated>(IdentityCreated.Topic, FollowUsagers.OnCreated);
app.MapEvent<ConsentDbContext, IdentityCorrected, EventEnvelope>(IdentityCorrected.Topic, FollowUsagers.OnCorrected);
app.MapEvent<ConsentDbContext, StaffLeft, KnownSituations>(StaffLeft.Topic, (fact, _, known, _) => known.ForgetAsync(fact.SituationId));
app.MapEvent<ConsentDbContext, StaffMoved, KnownSituations>(StaffMoved.Topic, (fact, _, known, _) => known.ForgetAsync(fact.SituationId));

app.Run();
