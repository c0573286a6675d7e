using System.Globalization;

namespace Clearance.Demo;

/// <summary>Numbers for people.</summary>
internal static class Text
{
    private static readonly NumberFormatInfo Groups = new() { NumberGroupSeparator = ",", NumberGroupSizes = [3] };

    /// <summary>A count: 12,345.</summary>
    public static string Number(long number) => number.ToString("N0", Groups);

    /// <summary>An amount: 12,345 ₫.</summary>
    public static string Dong(long amount) => $"{Number(amount)} ₫";

    /// <summary>An amount as Vietnamese is written: 12.345 đ.</summary>
    public static string DongVi(long amount) => $"{Number(amount).Replace(',', '.')} đ";

    /// <summary>Milliseconds.</summary>
    public static string Milliseconds(TimeSpan time) =>
        time.TotalMilliseconds.ToString(time.TotalMilliseconds < 10 ? "0.0" : "0", CultureInfo.InvariantCulture) + " ms";
}
