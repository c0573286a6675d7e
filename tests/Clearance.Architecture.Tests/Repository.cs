namespace Clearance.Architecture.Tests;

/// <summary>The working copy the tests were built from: its root and the files a person wrote.</summary>
internal static class Repository
{
    private static readonly string[] NotWritten = ["bin", "obj", ".git", ".vs", ".vscode", ".idea", "data", "TestResults"];

    private static readonly string[] Binary = [".png", ".ico", ".db", ".gz", ".zip", ".woff2"];

    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<string> Files { get; } = [.. Walk(Root).Order(StringComparer.Ordinal)];

    public static IEnumerable<string> TextFiles => Files.Where(file => !Binary.Contains(Path.GetExtension(file)));

    public static IEnumerable<string> With(string extension) => Files.Where(file => Path.GetExtension(file) == extension);

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    private static IEnumerable<string> Walk(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            yield return Path.GetRelativePath(Root, file).Replace('\\', '/');
        }

        foreach (var file in Directory.EnumerateDirectories(folder)
                     .Where(child => !NotWritten.Contains(Path.GetFileName(child)))
                     .SelectMany(Walk))
        {
            yield return file;
        }
    }

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
