using Consent;
using Consent.BreakGlass;
using Consent.CareCircles;
using Consent.Consents;
using Consent.Deadlines;
using Consent.Deciding;
using Consent.Delegations;
using Consent.Grants;
using Consent.Matrices;
using Consent.Measures;
using Consent.Missions;
using Consent.Oppositions;
using Consent.Places;
using Contracts.Directory;
using Contracts.Identity;
using Platform;
using Platform.Merging;

var builder = WebApplication.CreateBuilder(args);

builder.AddPlatform("consent");
builder.AddTenantDatabase<ConsentDbContext, PostgresConsent>("Consent");
builder.Services.AddSharedTrail<ConsentDbContext>();
builder.Services.AddValidation();
builder.Services.AddGrpcClient<DirectoryLookup.DirectoryLookupClient>("directory");
builder.Services.AddGrpcClient<IdentityLookup.IdentityLookupClient>("identity");
builder.Services.AddSingleton<KnownSituations>().AddSingleton<KnownEstablishments>().AddSingleton<Newcomers>().AddSingleton<RulesNumbers>().AddSingleton<TenantRules>().AddSingleton<TallyBook>().AddSingleton<Decider>().AddSingleton<WatchDeadlines>();
builder.Services.AddHostedService(provider => provider.GetRequiredService<TallyBook>());
builder.Services.AddHostedService(provider => provider.GetRequiredService<WatchDeadlines>());
builder.Services.AddHostedService<FreshSituations>();
builder.Services.AddScoped(provider => new Lazy<ConsentDbContext>(provider.GetRequiredService<ConsentDbContext>));   // most decisions need no context
builder.Services.AddScoped<DecisionPoint>().AddScoped<TraceDecisions>().AddScoped<Asking>().AddScoped<Colleagues>().AddScoped<Team>().AddScoped<Sorting>().AddScoped<FollowUsagers>().AddScoped<DeadlineRound>().AddMergeFollower<ConsentDbContext, FollowMerges>();

var app = builder.Build();

app.UsePlatform();
app.MapDecisions();
app.MapOppositions();
app.MapConsents();
app.MapCareCircles();
app.MapMeasures();
app.MapGrants();
app.MapMissions();
app.MapDelegations();
app.MapBreakGlass();
app.MapMatrices();
app.MapSorting<ConsentDbContext, Sorting>("consent");
app.MapGrpc<DecisionsGrpc>().RequireAuthorization("service");
app.MapEvent<ConsentDbContext, IdentityCreated, FollowUsagers>(IdentityCreated.Topic, (fact, db, follow, ct) => follow.OnCreated(fact, db, ct), alone: true);
app.MapEvent<ConsentDbContext, IdentityCorrected, FollowUsagers>(IdentityCorrected.Topic, (fact, db, follow, ct) => follow.OnCorrected(fact, db, ct), alone: true);
app.MapEvent<ConsentDbContext, IdentityMerged, FollowMerges>(IdentityMerged.Topic, FollowMerges.OnMerged, alone: true);
app.MapEvent<ConsentDbContext, IdentityUnmerged>(IdentityUnmerged.Topic, FollowMerges.OnUnmerged, alone: true);
app.MapEvent<ConsentDbContext, StaffLeft, KnownSituations>(StaffLeft.Topic, (fact, _, known, _) => known.ForgetAsync(fact.SituationId));
app.MapEvent<ConsentDbContext, StaffMoved, KnownSituations>(StaffMoved.Topic, (fact, _, known, _) => known.ForgetAsync(fact.SituationId));

app.Run();
