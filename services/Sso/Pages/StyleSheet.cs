namespace Sso.Pages;

public static class StyleSheet
{
    private const string Css = """
        :root { color-scheme: light dark; --ink: #1b2433; --paper: #f5f7fa; --card: #fff; --accent: #0b57a4; --line: #c5cedb; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e8edf5; --paper: #10151d; --card: #1a212c; --accent: #8fc1ff; --line: #3b485a; } }
        * { box-sizing: border-box; }
        body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--paper); color: var(--ink); font: 1.0625rem/1.5 system-ui, sans-serif; }
        main { width: min(36rem, 100% - 2rem); margin: 2rem 0; padding: 2rem; background: var(--card); border: 1px solid var(--line); border-radius: .75rem; }
        h1 { margin-top: 0; font-size: 1.5rem; line-height: 1.25; }
        fieldset { border: 0; margin: 0 0 1.5rem; padding: 0; }
        legend { padding: 0; margin-bottom: .75rem; }
        label.choice { display: flex; gap: .75rem; align-items: flex-start; padding: .875rem 1rem; border: 1px solid var(--line); border-radius: .5rem; margin-bottom: .5rem; cursor: pointer; }
        label.choice:has(:checked) { border-color: var(--accent); outline: 1px solid var(--accent); }
        label.choice input { margin-top: .35rem; }
        .choice small { display: block; opacity: .8; }
        button, .button { display: inline-block; font: inherit; font-weight: 600; padding: .75rem 1.5rem; border: 2px solid var(--accent); border-radius: .5rem; background: var(--accent); color: var(--card); text-decoration: none; cursor: pointer; }
        .quiet { background: transparent; color: var(--accent); }
        :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
        """;

    public static void MapStyleSheet(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/oauth/pages.css", (HttpContext http) =>
        {
            http.Response.Headers.CacheControl = "public, max-age=3600";
            return Results.Text(Css, "text/css; charset=utf-8");
        }).AllowAnonymous().ExcludeFromDescription();
}
