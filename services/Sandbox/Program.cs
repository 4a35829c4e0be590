using Sandbox;

var app = SandboxHost.Build(args);
app.Run();
