using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Platform;

/// <summary>Optimistic concurrency on the wire: ETag is the version, a change names the version it read.</summary>
public static class Versions
{
    public static void SetVersion(this HttpContext http, int version) =>
        http.Response.Headers.ETag = $"\"{version.ToString(CultureInfo.InvariantCulture)}\"";

    /// <summary>Refuses with 428 without If-Match, with 412 when it names another version.</summary>
    public static void RequireVersion(this HttpContext http, int current)
    {
        var named = http.Request.Headers.IfMatch.ToString();
        if (named.Length == 0) throw new VersionMissingException();
        if (named.Trim('"', ' ') != current.ToString(CultureInfo.InvariantCulture)) throw new StaleVersionException();
    }
}
