using Gateway;
using Gateway.Browser;
using Gateway.Documentation;
using Gateway.Protection;
using Gateway.Visitors;

var builder = WebApplication.CreateBuilder(args);

builder.AddGateway();

var app = builder.Build();

// Who a visitor is, VisitorReader alone says: the host would add the bearer handler in front of it, which knows of no revocation.
((IApplicationBuilder)app).Properties["__AuthenticationMiddlewareSet"] = true;

app.UseMiddleware<Shield>();
app.UseExceptionHandler();
app.UseStatusCodePages();
app.UseApiDocumentation();
app.UseRouting();
app.UseMiddleware<VisitorReader>();
app.UseRateLimiter();
app.UseAuthorization();
app.MapBrowser();
app.MapApiDocuments();
app.MapFrontDoor();
app.MapReverseProxy(proxy => proxy.Use(ForwardingFailures.AnswerAsync));

app.Run();

public partial class Program;
