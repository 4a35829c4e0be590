using System.Net.Http.Headers;
using System.Xml;
using System.Xml.Linq;
using Microsoft.AspNetCore.WebUtilities;

namespace Documents.Dmp;

/// <summary>Reads what the national server answers as hostile bytes: no DTD, bounded size, SOAP alone or as the root of a multipart message.</summary>
public static class SoapReply
{
    public const int Limit = 2 * 1024 * 1024;

    /// <summary>The first element of the SOAP body.</summary>
    public static async Task<XElement> ReadAsync(HttpContent content, CancellationToken ct)
    {
        var bytes = await BoundedAsync(await content.ReadAsStreamAsync(ct), ct);
        var type = content.Headers.ContentType;
        if (type?.MediaType?.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) == true) bytes = await RootAsync(type, bytes, ct);
        return Body(bytes);
    }

    public static XElement Body(byte[] bytes)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(bytes), new()
            {
                DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = Limit,
            });
            var body = XDocument.Load(reader).Root?.Element(XName.Get("Body", SoapEnvelope.Soap));
            return body?.Elements().FirstOrDefault() ?? throw new UnreadableReplyException("The answer is not a SOAP message.");
        }
        catch (XmlException e)
        {
            throw new UnreadableReplyException("The answer is not well-formed XML.", e);
        }
    }

    private static async Task<byte[]> BoundedAsync(Stream stream, CancellationToken ct)
    {
        var kept = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, ct)) > 0)
        {
            if (kept.Length + read > Limit) throw new UnreadableReplyException("The answer is larger than allowed.");
            kept.Write(buffer, 0, read);
        }

        return kept.ToArray();
    }

    private static async Task<byte[]> RootAsync(MediaTypeHeaderValue type, byte[] bytes, CancellationToken ct)
    {
        var boundary = type.Parameters.FirstOrDefault(p => p.Name.Equals("boundary", StringComparison.OrdinalIgnoreCase))?.Value?.Trim('"');
        if (string.IsNullOrEmpty(boundary)) throw new UnreadableReplyException("The multipart answer names no boundary.");
        var start = type.Parameters.FirstOrDefault(p => p.Name.Equals("start", StringComparison.OrdinalIgnoreCase))?.Value?.Trim('"');
        var reader = new MultipartReader(boundary, new MemoryStream(bytes)) { BodyLengthLimit = Limit };
        try
        {
            while (await reader.ReadNextSectionAsync(ct) is { } section)
            {
                var id = section.Headers?.GetValueOrDefault("Content-ID").ToString();
                if (start is null || id == start) return await BoundedAsync(section.Body, ct);
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new UnreadableReplyException("The multipart answer is cut short.", e);
        }

        throw new UnreadableReplyException("The multipart answer has no root part.");
    }
}

/// <summary>The national server answered something that is not its protocol.</summary>
public sealed class UnreadableReplyException(string message, Exception? inner = null) : Exception(message, inner);
