using System.Globalization;

namespace Clearance.Cli;

/// <summary>Amounts for people.</summary>
internal static class Money
{
    private static readonly NumberFormatInfo Groups = new() { NumberGroupSeparator = ",", NumberGroupSizes = [3] };

    /// <summary>12,345,000 ₫.</summary>
    public static string Text(long dong) => $"{dong.ToString("N0", Groups)} ₫";
}
