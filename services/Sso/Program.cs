using Contracts.Directory;
using Platform;
using Sso;
using Sso.Authorization;
using Sso.Discovery;
using Sso.Keys;
using Sso.Logins;
using Sso.Logout;
using Sso.Pages;
using Sso.Sessions;
using Sso.Situations;
using Sso.Tokens;

var builder = WebApplication.CreateBuilder(args);

builder.AddPlatform("sso");
builder.AddTenantDatabase<SsoDbContext, PostgresSso>("Sso");
builder.AddSignIn();
builder.Services.AddGrpcClient<DirectoryLookup.DirectoryLookupClient>("directory");

var app = builder.Build();

if (args is ["replace-leaked-key"]) return await ReplaceLeakedKeyCommand.RunAsync(app.Services);

app.UsePlatform();
app.MapDiscovery();
app.MapAuthorize();
app.MapSituation();
PscCallback.Map(app);
app.MapTokens();
app.MapUserinfo();
app.MapLogout();
app.MapStyleSheet();
app.MapGrpc<SessionsGrpc>().RequireAuthorization("service");
app.MapEvent<SsoDbContext, StaffLeft, LoginSessions>(StaffLeft.Topic, (fact, db, sessions, ct) => EndSessionsOnStaffLeft.Apply(fact, db, sessions, ct));

app.Run();
return 0;

public partial class Program;
