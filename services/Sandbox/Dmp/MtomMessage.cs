using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Sandbox.Soap;

namespace Sandbox.Dmp;

/// <summary>A SOAP message whose documents travel beside it (MTOM/XOP, multipart/related).</summary>
internal sealed record MtomMessage(SoapMessage Soap, IReadOnlyDictionary<string, byte[]> Parts)
{
    private const int MostParts = 20;
    private const long LargestEnvelope = 1024 * 1024;
    private const long LargestPart = 26L * 1024 * 1024;

    public static async Task<MtomMessage> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.MediaType.Equals("multipart/related", StringComparison.OrdinalIgnoreCase))
            throw SoapFaultException.Sender("Le dépôt se fait en MTOM : multipart/related est attendu.");
        if (Parameter(type, "type") != "application/xop+xml") throw SoapFaultException.Sender("Le paramètre type=\"application/xop+xml\" est attendu.");
        var boundary = Parameter(type, "boundary");
        if (string.IsNullOrEmpty(boundary) || boundary.Length > 200) throw SoapFaultException.Sender("Le séparateur des parties manque.");

        try
        {
            return await ReadPartsAsync(new(boundary, request.Body) { BodyLengthLimit = LargestPart }, Id(Parameter(type, "start")), Parameter(type, "action"), ct);
        }
        catch (Exception wrong) when (wrong is InvalidDataException or IOException and not BadHttpRequestException)
        {
            throw SoapFaultException.Sender("Le message MTOM est tronqué, trop grand ou mal formé.");
        }
    }

    private static async Task<MtomMessage> ReadPartsAsync(MultipartReader reader, string? start, string? action, CancellationToken ct)
    {
        var parts = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        byte[]? envelope = null;
        while (await reader.ReadNextSectionAsync(ct) is { } section)
        {
            if (parts.Count == MostParts) throw SoapFaultException.Sender($"Le message a plus de {MostParts} parties.");
            var id = Id(section.Headers?.TryGetValue("Content-ID", out var value) == true ? value.ToString() : null);
            using var bytes = new MemoryStream();
            await section.Body.CopyToAsync(bytes, ct);
            if (envelope is null && (start is null || id == start)) envelope = bytes.ToArray();
            else if (id is null || !parts.TryAdd(id, bytes.ToArray())) throw SoapFaultException.Sender("Chaque partie doit porter un Content-ID unique.");
        }

        if (envelope is null) throw SoapFaultException.Sender("La partie racine du message MTOM manque.");
        if (envelope.Length > LargestEnvelope) throw SoapFaultException.Sender("L'enveloppe SOAP dépasse 1 Mio.");
        return new(SoapMessage.Parse(envelope, action, LargestEnvelope), parts);
    }

    private static string? Parameter(MediaTypeHeaderValue type, string name) =>
        type.Parameters.FirstOrDefault(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } parameter ? HeaderUtilities.RemoveQuotes(parameter.Value).ToString() : null;

    private static string? Id(string? header) => header?.Trim().TrimStart('<').TrimEnd('>');
}
