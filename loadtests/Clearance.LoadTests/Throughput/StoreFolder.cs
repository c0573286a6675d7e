namespace Clearance.LoadTests;

/// <summary>Folders of stores nobody has open.</summary>
internal static class StoreFolder
{
    /// <summary>Copies every file.</summary>
    public static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)), overwrite: true);
        }
    }

    /// <summary>What the files take.</summary>
    public static double Megabytes(string folder) =>
        new DirectoryInfo(folder).EnumerateFiles().Sum(file => file.Length) / 1e6;
}
