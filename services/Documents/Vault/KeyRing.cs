using System.Security.Cryptography;
using System.Text;

namespace Documents.Vault;

/// <summary>
/// The master keys of the vault, from a mounted file: one key a line, "name base64", the first one current. Each tenant's key is derived
/// from them, so that a tenant's blobs can be opened with no other tenant's key. Older lines stay to open what they closed.
/// </summary>
public sealed class KeyRing
{
    private const int KeySize = 32;
    private readonly Dictionary<string, byte[]> _masters;

    private KeyRing(string current, Dictionary<string, byte[]> masters) => (Current, _masters) = (current, masters);

    public string Current { get; }

    /// <param name="create">Makes the file when it is not there: for development only.</param>
    public static KeyRing Load(string file, bool create)
    {
        if (create && !File.Exists(file)) Create(file);
        var lines = File.ReadAllLines(file).Where(l => l.Length > 0 && l[0] != '#').Select(l => l.Split(' ', 2)).ToList();
        if (lines.Count == 0) throw new InvalidOperationException("The key ring holds no key.");
        var masters = lines.ToDictionary(l => l[0], l => Convert.FromBase64String(l[^1].Trim()), StringComparer.Ordinal);
        if (masters.Values.Any(k => k.Length != KeySize)) throw new InvalidOperationException("A key of the key ring has not 32 bytes.");
        return new(lines[0][0], masters);
    }

    /// <summary>The key of a tenant for a use, such as blob or fingerprint.</summary>
    public byte[] Of(Guid tenant, string use, string name) => _masters.TryGetValue(name, out var master)
        ? HKDF.DeriveKey(HashAlgorithmName.SHA256, master, KeySize, tenant.ToByteArray(bigEndian: true), Encoding.ASCII.GetBytes("documents/" + use))
        : throw new InvalidOperationException($"The key {name} is no longer in the key ring.");

    private static void Create(string file)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder) Directory.CreateDirectory(folder);
        File.WriteAllText(file, $"k1 {Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeySize))}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
