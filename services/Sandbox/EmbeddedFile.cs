using System.Text.Json;

namespace Sandbox;

/// <summary>A data file or page compiled into the binary.</summary>
internal static class EmbeddedFile
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() },
    };

    public static string Text(string name)
    {
        using var stream = typeof(EmbeddedFile).Assembly.GetManifestResourceStream(name)
            ?? throw new FileNotFoundException($"{name} is not in the binary.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    public static T Read<T>(string name) =>
        JsonSerializer.Deserialize<T>(Text(name), Json) ?? throw new InvalidDataException($"{name} is empty.");
}
