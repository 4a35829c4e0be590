using System.Security.Cryptography;
using System.Text;

namespace Sandbox.Pages;

/// <summary>The page that shows what each teleservice received and lets someone play its faults.</summary>
internal static class ReceivedPage
{
    public static void MapReceivedPage(this WebApplication app) => app.MapGet("/", (HttpContext context) =>
    {
        var nonce = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        context.Response.Headers.ContentSecurityPolicy = $"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; connect-src 'self'";
        return Results.Text(EmbeddedFile.Text("received.html").Replace("{{nonce}}", nonce, StringComparison.Ordinal), "text/html", Encoding.UTF8);
    });
}
