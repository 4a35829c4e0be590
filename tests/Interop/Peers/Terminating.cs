using System.Diagnostics;
using System.Globalization;

namespace Interop.Peers;

internal static class Terminating
{
    /// <summary>Asks a process to end, as an operator does: SIGTERM.</summary>
    public static void Terminate(this Process process)
    {
        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
