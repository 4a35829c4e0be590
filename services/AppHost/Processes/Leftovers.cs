using System.Diagnostics;
using System.Globalization;

namespace AppHost.Processes;

/// <summary>Ends what a killed AppHost left running on the same data, so that two never write the same files.</summary>
internal static class Leftovers
{
    public static void End(string data, string root)
    {
        var list = Path.Combine(data, "processes");
        if (!File.Exists(list)) return;
        foreach (var line in File.ReadAllLines(list))
        {
            if (line.Split('\t') is not [_, var text] || !int.TryParse(text, CultureInfo.InvariantCulture, out var pid)) continue;
            try
            {
                using var process = Process.GetProcessById(pid);
                // A process id may have been given to somebody else since.
                if (process.MainModule?.FileName.StartsWith(Path.Combine(root, "artifacts"), StringComparison.Ordinal) != true) continue;
                process.Kill();
                process.WaitForExit(5000);
            }
            catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
            {
                // It has ended already.
            }
        }
        File.Delete(list);
    }
}
