namespace Gateway;

internal static class FrontDoor
{
    /// <summary>Health, and the page people land on.</summary>
    public static void MapFrontDoor(this WebApplication app)
    {
        foreach (var path in new[] { "/health", "/health/live", "/health/ready" })
            app.MapGet(path, () => Results.Ok(new { status = "ready" })).AllowAnonymous();
        app.MapGet("/", () => Results.Text(Embedded("index.html"), "text/html; charset=utf-8")).AllowAnonymous();
        app.MapGet("/home.css", () => Results.Text(Embedded("home.css"), "text/css; charset=utf-8")).AllowAnonymous();
    }

    private static string Embedded(string name)
    {
        using var reader = new StreamReader(typeof(FrontDoor).Assembly.GetManifestResourceStream("home/" + name)!);
        return reader.ReadToEnd();
    }
}
