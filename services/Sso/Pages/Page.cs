using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Sso.Pages;

/// <summary>An HTML page of this provider: no script, own style sheet, readable by a screen reader.</summary>
public sealed class Page(string title, string body, int status = 200) : IResult
{
    private static readonly HtmlEncoder French = HtmlEncoder.Create(UnicodeRanges.All);

    public static string Text(string? value) => French.Encode(value ?? "");

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'";
        if (status == 503) response.Headers.RetryAfter = "30";
        return response.WriteAsync($"""
            <!doctype html>
            <html lang="fr">
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <title>{Text(title)} – Connexion</title>
              <link rel="stylesheet" href="/oauth/pages.css">
            </head>
            <body>
              <main>
                <h1>{Text(title)}</h1>
                {body}
              </main>
            </body>
            </html>
            """, Encoding.UTF8, httpContext.RequestAborted);
    }

    public static Page Of(PageException problem)
    {
        var next = problem.Next is { } link ? $"""<p><a class="button" href="{Text(link.Address)}">{Text(link.Words)}</a></p>""" : "";
        return new(problem.Title, $"""<p role="alert">{Text(problem.Message)}</p>{next}""", problem.Status);
    }
}
