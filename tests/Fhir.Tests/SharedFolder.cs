namespace Fhir.Tests;

/// <summary>The material that lies beside the repository on the machines that have it.</summary>
internal static class SharedFolder
{
    public static string Repository
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "Platform.sln"))) folder = folder.Parent!;
            return folder.FullName;
        }
    }

    /// <summary>A folder of the shared material; the test is skipped, and says so, where there is none.</summary>
    public static string Find(string path)
    {
        var found = Path.GetFullPath(Path.Combine(Repository, "..", "shared", path));
        Assert.SkipUnless(Directory.Exists(found), $"../shared/{path} is not on this machine.");
        return found;
    }
}
