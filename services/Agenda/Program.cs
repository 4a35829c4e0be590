using Contracts.Consent;
using Contracts.Directory;
using Agenda;
using Platform;

var builder = WebApplication.CreateBuilder(args);

builder.AddPlatform("agenda");
builder.AddTenantDatabase<AgendaDbContext, PostgresAgenda>("Agenda");
builder.Services.AddValidation();
builder.Services.AddGrpcClient<Decisions.DecisionsClient>("consent");
builder.Services.AddGrpcClient<DirectoryLookup.DirectoryLookupClient>("directory");

var app = builder.Build();

app.UsePlatform();

app.Run();
