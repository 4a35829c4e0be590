using System.Security.Cryptography;
using System.Text;

namespace Sandbox.Pages;

/// <summary>The pages that show what each teleservice received, and let someone play its faults, the hospital and the citizen.</summary>
internal static class ReceivedPage
{
    public static void MapReceivedPage(this WebApplication app)
    {
        app.MapGet("/", (HttpContext context) => Page(context, "received.html"));
        app.MapGet("/mail", (HttpContext context) => Page(context, "mail.html"));
    }

    private static IResult Page(HttpContext context, string name)
    {
        var nonce = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        context.Response.Headers.ContentSecurityPolicy = $"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; connect-src 'self'";
        return Results.Text(EmbeddedFile.Text(name).Replace("{{nonce}}", nonce, StringComparison.Ordinal), "text/html", Encoding.UTF8);
    }
}
