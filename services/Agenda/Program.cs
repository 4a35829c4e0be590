using Agenda;
using Agenda.Activities;
using Agenda.Availability;
using Agenda.Booking;
using Agenda.Constraints;
using Agenda.Demonstration;
using Agenda.Houses;
using Agenda.Occurrences;
using Agenda.Resources;
using Agenda.Staff;
using Contracts.Consent;
using Contracts.Directory;
using Contracts.Identity;
using Contracts.Telemedicine;
using Platform;

var builder = WebApplication.CreateBuilder(args);

builder.AddPlatform("agenda");
builder.AddTenantDatabase<AgendaDbContext, PostgresAgenda>("Agenda");
builder.Services.AddValidation();
builder.Services.AddGrpcClient<Decisions.DecisionsClient>("consent");
builder.Services.AddGrpcClient<DirectoryLookup.DirectoryLookupClient>("directory");
builder.Services.AddGrpcClient<IdentityLookup.IdentityLookupClient>("identity");
builder.Services.AddAuthorizationBuilder()
    .AddPolicy("agenda:read", policy => policy.RequireScope("agenda:read"))
    .AddPolicy("agenda:write", policy => policy.RequireScope("agenda:write"))
    .AddPolicy("service", policy => policy.RequireScope("service"));
builder.AddAgenda();
builder.AddDemoPlannings();

var app = builder.Build();

app.UsePlatform();
app.MapActivities();
app.MapOccurrences();
app.MapAppointments();
app.MapAvailability();
app.MapResources();
app.MapHouses();
app.MapStaff();
app.MapConstraints();
app.MapChangeRequests();
app.MapGrpc<SchedulingGrpc>().RequireAuthorization("service");
app.MapEvent<AgendaDbContext, StaffAbsent, StaffTimes>(StaffAbsent.Topic, FollowStaff.Absent, alone: true);
app.MapEvent<AgendaDbContext, StaffLeft, StaffTimes>(StaffLeft.Topic, FollowStaff.Left, alone: true);
app.MapEvent<AgendaDbContext, ActFreed, TimeProvider>(ActFreed.Topic, FollowActs.Freed, alone: true);
app.MapDailyLife();

app.Run();
