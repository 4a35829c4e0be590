using System.Security.Cryptography;

namespace Sso.Protocol;

/// <summary>
/// One base64 key of 32 bytes a line; the first closes, all open. In a cluster the file is a mounted secret;
/// on one machine it is made at the first start.
/// </summary>
public static class SealingKeyFile
{
    public static IReadOnlyList<byte[]> Read(string path)
    {
        if (!File.Exists(path)) Make(path);
        var keys = File.ReadAllLines(path).Where(line => line.Length > 0).Select(Convert.FromBase64String).ToList();
        if (keys.Count == 0 || keys.Exists(key => key.Length != 32))
            throw new InvalidOperationException("The sealing key file must hold base64 keys of 32 bytes, one a line.");
        return keys;
    }

    private static void Make(string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(path, options);
        writer.WriteLine(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
    }
}
