using System.Net;
using Sidecar.DeadLetters;
using Sidecar.Delivering;
using Sidecar.Operations;
using Sidecar.Publishing;
using Sidecar.Resources;
using Sidecar.Setup;
using Sidecar.Storing;

CommandLine command;
ResourceFiles resources;
try
{
    command = CommandLine.Read(args);
    resources = ResourceFiles.Read(command.ResourcesPath);
}
catch (Exception wrong) when (wrong is BadSetupException or IOException or System.Text.Json.JsonException or YamlDotNet.Core.YamlException or FormatException)
{
    await Console.Error.WriteLineAsync($"The sidecar cannot start: {wrong.Message}");
    return 1;
}

var settings = command.Settings;
var builder = WebApplication.CreateSlimBuilder();
builder.Logging.SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning);
builder.WebHost.ConfigureKestrel(kestrel =>
{
    kestrel.AddServerHeader = false;
    kestrel.Limits.MaxRequestBodySize = settings.MaxBodySize;
    kestrel.Limits.MaxRequestHeadersTotalSize = settings.ReadBufferSize;
    kestrel.Limits.MaxRequestLineSize = Math.Min(kestrel.Limits.MaxRequestLineSize, settings.ReadBufferSize);
    foreach (var app in settings.Apps) kestrel.Listen(IPAddress.Parse(settings.Address), app.HttpPort);
    if (settings.Operator is { } door) kestrel.Listen(IPAddress.Parse(settings.Address), door.Port);
});
builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(settings.GracefulShutdownSeconds + 10));

builder.Services.AddSingleton(settings).AddSingleton(resources).AddSingleton(TimeProvider.System);
builder.Services.AddSingleton(services => new MessageStore(settings.Data, services.GetRequiredService<ILogger<MessageStore>>()));
builder.Services.AddSingleton<Broker>().AddSingleton<FaultSwitches>().AddSingleton<PostOffice>().AddSingleton<Doorkeeper>();
builder.Services.AddSingleton<IReadOnlyList<AppLink>>(services =>
    [.. settings.Apps.Select(app => new AppLink(app, services.GetRequiredService<PostOffice>()))]);
builder.Services.AddSingleton<PublishEndpoints>().AddSingleton<MetadataEndpoints>();
builder.Services.AddHostedService<DeliveryService>();

var sidecar = builder.Build();
try
{
    sidecar.Services.GetRequiredService<MessageStore>();
}
catch (BadSetupException wrong)
{
    await Console.Error.WriteLineAsync($"The sidecar cannot start: {wrong.Message}");
    return 1;
}

sidecar.Use(sidecar.Services.GetRequiredService<Doorkeeper>().ReceiveAsync);
sidecar.UseRouting();
HealthEndpoints.Map(sidecar);
DeadLetterEndpoints.Map(sidecar);
sidecar.Services.GetRequiredService<PublishEndpoints>().Map(sidecar);
sidecar.Services.GetRequiredService<MetadataEndpoints>().Map(sidecar);
await sidecar.RunAsync();
return 0;
