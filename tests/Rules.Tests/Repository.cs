namespace Rules.Tests;

/// <summary>The files of this repository, read as text: rules look at what is written, not at what was built.</summary>
internal static class Repository
{
    private static readonly string[] Left = ["artifacts", "node_modules", "bin", "obj", "data", ".git", ".vs", ".idea"];
    private static readonly string[] Text =
        [".cs", ".csproj", ".props", ".targets", ".sln", ".json", ".xml", ".md", ".proto", ".yaml", ".yml", ".mjs", ".js", ".ts", ".tsx", ".css", ".html", ".http", ".txt", ".sh", ".npmrc", ".config", ""];

    public static string Root { get; } = FindRoot();

    private static readonly Lazy<IReadOnlyList<SourceFile>> Every = new(() => [.. Walk(Root).OrderBy(file => file.Path, StringComparer.Ordinal)]);

    public static IReadOnlyList<SourceFile> Files => Every.Value;

    public static IEnumerable<SourceFile> Projects => Files.Where(file => file.Path.EndsWith(".csproj", StringComparison.Ordinal));

    /// <summary>Code that somebody wrote, under one of the folders.</summary>
    public static IEnumerable<SourceFile> Code(params string[] folders) => Files.Where(file =>
        file.Path.EndsWith(".cs", StringComparison.Ordinal) && folders.Any(folder => file.Path.StartsWith(folder + "/", StringComparison.Ordinal))
        && !file.Path.Contains("/Migrations/", StringComparison.Ordinal) && !file.Path.Contains("/Generated/", StringComparison.Ordinal));

    public static SourceFile File(string path) => Files.Single(file => file.Path == path);

    private static IEnumerable<SourceFile> Walk(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder).Where(file => Text.Contains(Path.GetExtension(file), StringComparer.Ordinal)))
            yield return new(Path.GetRelativePath(Root, file), System.IO.File.ReadAllText(file));
        foreach (var inner in Directory.EnumerateDirectories(folder).Where(inner => !Left.Contains(Path.GetFileName(inner), StringComparer.Ordinal)))
            foreach (var file in Walk(inner)) yield return file;
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!System.IO.File.Exists(Path.Combine(folder.FullName, "Platform.sln"))) folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests run outside of the repository.");
        return folder.FullName;
    }
}

/// <param name="Path">From the root, with slashes.</param>
internal sealed record SourceFile(string Path, string Text)
{
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    public string Folder => Path[..Math.Max(0, Path.LastIndexOf('/'))];

    public IEnumerable<(int Number, string Line)> Lines => Text.Split('\n').Select((line, index) => (index + 1, line));

    /// <summary>The same text without what is in comments and strings; places do not move.</summary>
    public string Masked => CSharpMask.Of(Text);

    /// <summary>Lines whose code, comments and strings aside, fits the expression.</summary>
    public IEnumerable<string> Where(System.Text.RegularExpressions.Regex expression) => Masked.Split('\n')
        .Select((line, index) => (Line: line, Number: index + 1)).Where(line => expression.IsMatch(line.Line)).Select(line => $"{Path}:{line.Number} {line.Line.Trim()}");
}
