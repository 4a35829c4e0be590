using System.Security.Cryptography;
using System.Text.Json;

namespace Identity.Protection;

/// <summary>The master keys of the INS, from a mounted file: one that seals, older ones that still open, one that makes equal numbers findable.</summary>
public sealed record KeyRing(string Current, IReadOnlyDictionary<string, byte[]> Keys, byte[] Equality)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static KeyRing Open(string path, bool makeIfAbsent)
    {
        if (!File.Exists(path) && makeIfAbsent) Make(path);
        var ring = JsonSerializer.Deserialize<KeyRing>(File.ReadAllBytes(path), Json) ?? throw new InvalidDataException("The key ring is empty.");
        if (!ring.Keys.ContainsKey(ring.Current) || ring.Keys.Values.Append(ring.Equality).Any(key => key.Length != 32))
            throw new InvalidDataException("The key ring needs keys of 32 bytes, and its current key among them.");
        return ring;
    }

    public override string ToString() => "KeyRing";

    // Two processes may start at once on one machine: the first to create the file wins, both read it.
    private static void Make(string path)
    {
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
        var ring = new KeyRing("1", new Dictionary<string, byte[]> { ["1"] = RandomNumberGenerator.GetBytes(32) }, RandomNumberGenerator.GetBytes(32));
        var draft = $"{path}.{Guid.NewGuid():N}";
        File.WriteAllBytes(draft, JsonSerializer.SerializeToUtf8Bytes(ring, Json));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(draft, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        try { File.Move(draft, path, overwrite: false); }
        catch (IOException) when (File.Exists(path)) { File.Delete(draft); }
    }
}
