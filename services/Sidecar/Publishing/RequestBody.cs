namespace Sidecar.Publishing;

/// <summary>The whole body of a request, whose size the server already limits.</summary>
internal static class RequestBody
{
    public static async ValueTask<byte[]> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        if (request.ContentLength is { } length && length < 1 << 16)
        {
            var exact = new byte[length];
            await request.Body.ReadExactlyAsync(exact, ct);
            return exact;
        }

        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, ct);
        return body.ToArray();
    }
}
