using System.Text.Json;
using Sidecar.Publishing;

namespace Sidecar.Delivering;

internal enum Outcome
{
    Handled,
    Failed,
    Dropped,

    /// <summary>Nobody listened: the delivery did not take place.</summary>
    NotDelivered,
}

/// <summary>What an application's answer to a delivery means.</summary>
internal sealed record Answer(Outcome Outcome, string Reason)
{
    public static Answer Handled { get; } = new(Outcome.Handled, "");
    public static Answer NotDelivered { get; } = new(Outcome.NotDelivered, "");

    public static Answer Of(int status, ReadOnlySpan<byte> body) => status switch
    {
        >= 200 and < 300 => OfStatus(Status(body)),
        404 => new(Outcome.Dropped, "the application has no such path (404)"),
        _ => new(Outcome.Failed, $"the application answered {status}"),
    };

    public static Answer OfStatus(string? status) => status switch
    {
        null or "" or "SUCCESS" => Handled,
        "RETRY" => new(Outcome.Failed, "the application answered RETRY"),
        "DROP" => new(Outcome.Dropped, "the application answered DROP"),
        _ => new(Outcome.Failed, "the application answered an unknown status"),
    };

    /// <summary>A body that cannot be read says nothing against the message.</summary>
    private static string? Status(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty) return null;
        try
        {
            var reader = new Utf8JsonReader(body);
            using var document = JsonDocument.ParseValue(ref reader);
            return document.RootElement.Text("status");
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
