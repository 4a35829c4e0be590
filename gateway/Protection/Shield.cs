using System.Diagnostics;

namespace Gateway.Protection;

/// <summary>First and last for every request: removes what the outside may not say, bounds the body, numbers the request, adds the security headers.</summary>
internal sealed class Shield(RequestDelegate next)
{
    // Names a service believes because only the mesh sets them.
    private static readonly string[] Inner = ["x-user-token", "x-tenant", "x-user", "x-situation", "x-client", "dapr-api-token", "Forwarded", "DPoP"];
    private static readonly Func<object, Task> AddHeaders = state =>
    {
        var context = (HttpContext)state;
        Protect(context.Response.Headers);
        context.Response.Headers["x-correlation-id"] = (string)context.Items["correlation"]!;
        return Task.CompletedTask;
    };

    public Task InvokeAsync(HttpContext context)
    {
        Strip(context.Request.Headers);
        var id = CorrelationOf(context.Request.Headers);
        context.Request.Headers["x-correlation-id"] = id;
        context.Items["correlation"] = id;
        context.Response.OnStarting(AddHeaders, context);
        return next(context);
    }

    private static void Strip(IHeaderDictionary headers)
    {
        foreach (var name in Inner) headers.Remove(name);
        List<string>? more = null;
        foreach (var (name, _) in headers)
            if (name.StartsWith("x-forwarded-", StringComparison.OrdinalIgnoreCase) || name.StartsWith("dapr-", StringComparison.OrdinalIgnoreCase)
                || name.StartsWith("x-original-", StringComparison.OrdinalIgnoreCase) || name.StartsWith("x-ms-", StringComparison.OrdinalIgnoreCase)
                || name.StartsWith("x-ssl-", StringComparison.OrdinalIgnoreCase) || name.StartsWith("x-client-", StringComparison.OrdinalIgnoreCase))
                (more ??= []).Add(name);
        if (more is not null) foreach (var name in more) headers.Remove(name);
    }

    private static string CorrelationOf(IHeaderDictionary headers)
    {
        var given = headers["x-correlation-id"].ToString();
        return given.Length is > 0 and <= 64 && given.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-') ? given
            : Activity.Current?.TraceId.ToString() ?? Guid.CreateVersion7().ToString("N");
    }

    private static void Protect(IHeaderDictionary headers)
    {
        headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
        headers.XContentTypeOptions = "nosniff";
        if (headers.ContentSecurityPolicy.Count == 0)
            headers.ContentSecurityPolicy = "default-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; form-action 'self'";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.Remove("Server");
    }
}
