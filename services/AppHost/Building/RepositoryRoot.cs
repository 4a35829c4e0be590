namespace AppHost.Building;

internal static class RepositoryRoot
{
    /// <summary>The folder that holds Platform.sln, above the working directory or the binary.</summary>
    public static string Find()
    {
        foreach (var start in new[] { Environment.CurrentDirectory, AppContext.BaseDirectory })
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
                if (File.Exists(Path.Combine(folder.FullName, "Platform.sln"))) return folder.FullName;
        throw new InvalidOperationException("Platform.sln is not above this folder. Run from a clone of the repository.");
    }
}
