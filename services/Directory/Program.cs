using Contracts.Identity;
using Contracts.Messaging;
using HealthDirectory;
using HealthDirectory.Mailboxes;
using HealthDirectory.Professionals;
using HealthDirectory.Structures;
using HealthDirectory.Tasks;
using Platform;

var builder = WebApplication.CreateBuilder(args);

builder.AddPlatform("directory");
builder.AddTenantDatabase<DirectoryDbContext, PostgresDirectory>("Directory");
builder.Services.AddValidation();
builder.Services.AddAuthorizationBuilder().AddPolicy("directory:admin", policy => policy.RequireScope("directory:admin"));
builder.Services.AddScoped<OwnSituation>();
builder.Services.AddHostedService<DemoStructures>();

var app = builder.Build();

app.UsePlatform();
app.MapEstablishments();
app.MapProfessionals();
app.MapSituations();
app.MapMailboxes();
app.MapTasks();
app.MapGrpc<DirectoryGrpc>().RequireAuthorization("service");
app.MapEvent<DirectoryDbContext, ReadOverdue>(ReadOverdue.Topic, OpenTasks.OnReadOverdue);
app.MapEvent<DirectoryDbContext, MessageFailed>(MessageFailed.Topic, OpenTasks.OnMessageFailed);
app.MapEvent<DirectoryDbContext, MessageReceived>(MessageReceived.Topic, OpenTasks.OnMessageReceived);
app.MapEvent<DirectoryDbContext, DiscordanceFound>(DiscordanceFound.Topic, OpenTasks.OnDiscordanceFound);

app.Run();
