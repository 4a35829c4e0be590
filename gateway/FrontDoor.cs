namespace Gateway;

internal static class FrontDoor
{
    /// <summary>Health, and the page people land on.</summary>
    public static void MapFrontDoor(this WebApplication app)
    {
        foreach (var path in new[] { "/health", "/health/live", "/health/ready" })
            app.MapGet(path, () => Results.Ok(new { status = "ready" })).AllowAnonymous();
        var home = Path.Combine(app.Environment.WebRootPath ?? "", "index.html");
        app.MapGet("/", () => Results.File(home, "text/html; charset=utf-8")).AllowAnonymous();
        app.MapGet("/home.css", () => Results.File(Path.Combine(app.Environment.WebRootPath ?? "", "home.css"), "text/css; charset=utf-8")).AllowAnonymous();
    }
}
