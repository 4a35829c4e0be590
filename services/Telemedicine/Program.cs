using Contracts.Consent;
using Contracts.Directory;
using Telemedicine;
using Platform;

var builder = WebApplication.CreateBuilder(args);

builder.AddPlatform("telemedicine");
builder.AddTenantDatabase<TelemedicineDbContext, PostgresTelemedicine>("Telemedicine");
builder.Services.AddValidation();
builder.Services.AddGrpcClient<Decisions.DecisionsClient>("consent");
builder.Services.AddGrpcClient<DirectoryLookup.DirectoryLookupClient>("directory");

var app = builder.Build();

app.UsePlatform();

app.Run();
