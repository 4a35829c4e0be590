namespace Sandbox.Soap;

/// <summary>A request body read whole, up to a ceiling.</summary>
internal static class BoundedBody
{
    public static async Task<byte[]> ReadAsync(HttpRequest request, long largest, CancellationToken ct)
    {
        if (request.ContentLength > largest) throw TooLarge(largest);
        using var whole = new MemoryStream();
        var buffer = new byte[32 * 1024];
        for (int read; (read = await request.Body.ReadAsync(buffer, ct)) > 0;)
        {
            if (whole.Length + read > largest) throw TooLarge(largest);
            whole.Write(buffer, 0, read);
        }

        return whole.ToArray();
    }

    private static SoapFaultException TooLarge(long largest) => SoapFaultException.Sender($"Le message dépasse {largest / 1024} Kio.");
}
