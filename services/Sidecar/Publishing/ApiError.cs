using System.Text.Json;

namespace Sidecar.Publishing;

/// <summary>An error as Dapr's API writes it.</summary>
internal static class ApiError
{
    public static Task WriteAsync(HttpContext http, int status, string code, string message, string? reason = null)
    {
        object[] details = [new Dictionary<string, object>
        {
            ["@type"] = "type.googleapis.com/google.rpc.ErrorInfo",
            ["domain"] = "dapr.io",
            ["reason"] = reason ?? code.Replace("ERR_", "DAPR_", StringComparison.Ordinal),
            ["metadata"] = new Dictionary<string, string>(),
        }];
        return WriteAsync(http, status, new { errorCode = code, message, details });
    }

    public static async Task WriteAsync<T>(HttpContext http, int status, T body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(http.Response.Body, body, JsonSerializerOptions.Web, http.RequestAborted);
    }
}

/// <summary>A request that the API refuses, with the code that says why.</summary>
internal sealed class RefusedException(int status, string code, string message) : Exception(message)
{
    public int Status => status;
    public string Code => code;
}
