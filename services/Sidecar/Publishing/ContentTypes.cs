namespace Sidecar.Publishing;

/// <summary>The kinds of content that the envelope tells apart.</summary>
internal static class ContentTypes
{
    public const string CloudEvent = "application/cloudevents+json";

    public static bool IsCloudEvent(string? type) => Is(type, CloudEvent);

    public static bool IsJson(string? type) => Is(type, "application/json");

    public static bool IsBinary(string? type) => Is(type, "application/octet-stream") || Is(type, "application/cloudevents+protobuf");

    private static bool Is(string? type, string expected) =>
        type is not null && type.StartsWith(expected, StringComparison.OrdinalIgnoreCase) && (type.Length == expected.Length || type[expected.Length] is ';' or ' ');
}
