namespace Clearance.Architecture.Tests;

/// <summary>The working copy the tests were built from: its root and the files a person wrote.</summary>
internal static class Repository
{
    private static readonly string[] Folders = [".ci", "client", "deploy", "docs", "grains", "loadtests", "silo", "tests"];

    private static readonly string[] Built = ["bin", "obj"];

    private static readonly string[] Binary = [".png", ".ico", ".bin", ".db", ".gz", ".zip", ".woff2"];

    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<string> Files { get; } =
    [
        .. FilesIn(Root)
            .Where(static file => file != ".git") // in a worktree of git it is a file, and not a person's
            .Concat(Folders.Select(name => Path.Combine(Root, name)).SelectMany(Walk))
            .Order(StringComparer.Ordinal),
    ];

    public static IEnumerable<string> TextFiles => Files.Where(file => !Binary.Contains(Path.GetExtension(file)));

    public static IEnumerable<string> With(string extension) => Files.Where(file => Path.GetExtension(file) == extension);

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    private static IEnumerable<string> Walk(string folder) =>
        FilesIn(folder).Concat(
            Directory.EnumerateDirectories(folder)
                .Where(child => !Built.Contains(Path.GetFileName(child)))
                .SelectMany(Walk));

    private static IEnumerable<string> FilesIn(string folder) =>
        Directory.EnumerateFiles(folder).Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Clearance.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("Clearance.sln is in no parent folder.");
        }

        return folder.FullName;
    }
}
