using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Options;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Identity.Insi;

/// <summary>Asks the INSi teleservice for one person. Never throws for what the far side does: every way to fail is an outcome.</summary>
public sealed class InsiClient(HttpClient http, ResiliencePipeline<InsiOutcome> pipeline, InsiAnswerReader reader, IOptions<InsiSettings> settings, TimeProvider clock)
{
    public async Task<InsiOutcome> FindAsync(InsiSearch search, InsiAsker asker, Guid requestId, CancellationToken ct)
    {
        var request = InsiEnvelope.Write(search, asker, settings.Value, requestId, clock.GetUtcNow());
        try
        {
            return await pipeline.ExecuteAsync(async attempt => await AskAsync(request, search, attempt), ct);
        }
        catch (TimeoutRejectedException)
        {
            return new InsiUnreachable(InsiSilence.Timeout);
        }
        catch (BrokenCircuitException)
        {
            return new InsiUnreachable(InsiSilence.CircuitOpen);
        }
    }

    private async Task<InsiOutcome> AskAsync(byte[] envelope, InsiSearch search, CancellationToken ct)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, settings.Value.Address) { Content = new ByteArrayContent(envelope), Version = HttpVersion.Version11 };
        message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse($"application/soap+xml; charset=utf-8; action=\"{InsiXml.TraitsAction}\"");
        try
        {
            using var answer = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, ct);
            if (answer.Content.Headers.ContentLength > InsiAnswerReader.MaxBytes) return new InsiUnusable(InsiDefect.TooLarge);
            var outcome = await ReadAsync(answer.Content, search, ct);
            var unread = outcome is InsiUnusable { Defect: InsiDefect.NotXml or InsiDefect.NotSoap };
            return unread && answer.StatusCode >= HttpStatusCode.InternalServerError ? new InsiUnreachable(InsiSilence.Unreachable) : outcome;
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            return new InsiUnreachable(InsiSilence.Unreachable);
        }
    }

    private async Task<InsiOutcome> ReadAsync(HttpContent content, InsiSearch search, CancellationToken ct)
    {
        await using var stream = await content.ReadAsStreamAsync(ct);
        var buffer = new byte[InsiAnswerReader.MaxBytes + 1];
        var read = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
        return reader.Read(buffer.AsMemory(0, read), search);
    }
}
