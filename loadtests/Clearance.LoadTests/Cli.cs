using System.CommandLine;

namespace Clearance.LoadTests;

/// <summary>Options and the command line as reports show it.</summary>
internal static class Cli
{
    /// <summary>The command line, without the folders of this machine.</summary>
    public static string CommandLine =>
        "loadtests " + string.Join(' ', Environment.GetCommandLineArgs().Skip(1).Select(WithoutFolder));

    /// <summary>An option that may be left out.</summary>
    public static Option<T?> Optional<T>(string name, string description) => new(name) { Description = description };

    /// <summary>An option with a default.</summary>
    public static Option<T> Default<T>(string name, T value, string description) =>
        new(name) { Description = description, DefaultValueFactory = _ => value };

    private static string WithoutFolder(string argument) =>
        Path.IsPathRooted(argument) ? Path.GetFileName(argument.TrimEnd('/')) : argument;
}
