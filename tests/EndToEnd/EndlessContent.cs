using System.Net;
using System.Net.Http.Headers;

namespace EndToEnd;

/// <summary>A body that does not say how long it is.</summary>
internal sealed class EndlessContent : HttpContent
{
    private readonly long _bytes;

    public EndlessContent(long bytes)
    {
        _bytes = bytes;
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        var blank = new byte[64 * 1024];
        Array.Fill(blank, (byte)' ');
        for (var sent = 0L; sent < _bytes; sent += blank.Length) await stream.WriteAsync(blank);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
