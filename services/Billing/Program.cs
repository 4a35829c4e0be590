using Contracts.Consent;
using Contracts.Directory;
using Billing;
using Platform;

var builder = WebApplication.CreateBuilder(args);

builder.AddPlatform("billing");
builder.AddTenantDatabase<BillingDbContext, PostgresBilling>("Billing");
builder.Services.AddValidation();
builder.Services.AddGrpcClient<Decisions.DecisionsClient>("consent");
builder.Services.AddGrpcClient<DirectoryLookup.DirectoryLookupClient>("directory");

var app = builder.Build();

app.UsePlatform();

app.Run();
