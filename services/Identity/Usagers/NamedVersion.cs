using Platform;

namespace Identity.Usagers;

internal static class NamedVersion
{
    /// <summary>An act on a thing may name the version it was decided on; it is then held to it.</summary>
    public static void CheckVersion(this HttpContext http, int current)
    {
        if (http.Request.Headers.IfMatch.Count > 0) http.RequireVersion(current);
    }
}
