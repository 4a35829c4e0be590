using System.Net.Http.Json;
using System.Text.Json;

namespace Telemedicine.Platforms;

/// <summary>A slot that a platform offers.</summary>
public sealed record PlatformSlot(DateTimeOffset StartsAt, int Minutes);

/// <summary>A report as a platform gives it.</summary>
public sealed record PlatformReport(string UniqueId, byte[] Cda, byte[] Pdf);

/// <summary>A platform reached by its API: it takes requests, offers slots, tells its news by signed calls and gives its reports.</summary>
public sealed class ApiPlatform(string code, PlatformSettings settings, ContextSigner signer) : PlatformAdapter(code, settings)
{
    /// <summary>Hands the request over and returns the platform's own reference. Sent again, it is the same request there.</summary>
    public async Task<string> CreateAsync(ActContext context, CancellationToken ct)
    {
        using var body = new StringContent(JsonSerializer.Serialize(new { context = signer.Seal(context, this) }), System.Text.Encoding.UTF8, "application/json");
        var answer = await ReadAsync<Created>(HttpMethod.Post, "requests", body, ct);
        return answer.Reference is { Length: > 0 and <= 80 } reference ? reference : throw new PlatformDownException(Code, "no reference");
    }

    public async Task<IReadOnlyList<PlatformSlot>> SlotsAsync(string reference, CancellationToken ct)
    {
        var slots = await ReadAsync<List<PlatformSlot>>(HttpMethod.Get, $"requests/{Uri.EscapeDataString(reference)}/slots", null, ct);
        return [.. slots.Where(s => s.Minutes is >= 5 and <= 180).Take(200)];
    }

    public async Task<PlatformReport> ReportAsync(string reference, CancellationToken ct)
    {
        var report = await ReadAsync<PlatformReport>(HttpMethod.Get, $"requests/{Uri.EscapeDataString(reference)}/report", null, ct);
        return report.UniqueId is { Length: > 0 and <= 128 } && report.Cda is { Length: > 0 } ? report : throw new PlatformDownException(Code, "no report");
    }

    public Task CancelAsync(string reference, CancellationToken ct) => CallAsync(HttpMethod.Delete, $"requests/{Uri.EscapeDataString(reference)}", null, ct);

    private async Task<T> ReadAsync<T>(HttpMethod method, string path, HttpContent? body, CancellationToken ct)
    {
        var text = await CallAsync(method, path, body, ct);
        try
        {
            return JsonSerializer.Deserialize<T>(text, JsonSerializerOptions.Web) ?? throw new PlatformDownException(Code, "empty answer");
        }
        catch (JsonException e)
        {
            throw new PlatformDownException(Code, "garbage", e);
        }
    }

    private sealed record Created(string? Reference);
}

/// <summary>A platform with no more than a page: the context is pushed first, the address carries only a handle that serves once.</summary>
public sealed class ContextPlatform(string code, PlatformSettings settings, ContextSigner signer) : PlatformAdapter(code, settings)
{
    /// <summary>The address to open; it is dead after its first use or a minute.</summary>
    public async Task<Uri> LaunchAsync(ActContext context, CancellationToken ct)
    {
        using var body = new StringContent(signer.Seal(context, this), System.Text.Encoding.ASCII, "application/jose");
        var text = await CallAsync(HttpMethod.Post, "contexts", body, ct);
        try
        {
            var handle = JsonSerializer.Deserialize<Pushed>(text, JsonSerializerOptions.Web)?.Handle ?? "";
            if (handle.Length is < 16 or > 200 || !handle.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')) throw new PlatformDownException(Code, "no handle");
            return new(Settings.Address, $"launch?handle={handle}");
        }
        catch (JsonException e)
        {
            throw new PlatformDownException(Code, "garbage", e);
        }
    }

    private sealed record Pushed(string? Handle);
}
