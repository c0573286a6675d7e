using System.Globalization;

namespace Clearance.Workload;

/// <summary>The identifiers of the field, made with their check digits.</summary>
public static class CheckDigits
{
    /// <summary>How many sequence numbers a kind of declaration has.</summary>
    public const long SequencesPerKind = 100_000_000;

    private static readonly int[] Weights = [31, 29, 23, 19, 17, 13, 7, 5, 3];

    /// <summary>A declaration's key: kind, 8 digits of sequence, and that sequence mod 7.</summary>
    public static string DeclarationKey(int kind, long sequence) =>
        string.Create(CultureInfo.InvariantCulture, $"{kind:00}{sequence:00000000}{sequence % 7}");

    /// <summary>
    /// The n-th taxpayer id: nine digits from n, and their check digit. One number of nine digits in eleven has none and is
    /// never issued; its neighbour is taken instead. Ids of different n differ.
    /// </summary>
    /// <param name="n">From 0 to 99,999,999.</param>
    public static string Taxpayer(long n)
    {
        for (var nine = n * 10; ; nine++)
        {
            var digits = nine.ToString("000000000", CultureInfo.InvariantCulture);
            var rest = Remainder(digits);
            if (rest != 0)
            {
                return digits + (10 - rest).ToString(CultureInfo.InvariantCulture);
            }
        }
    }

    private static int Remainder(string digits)
    {
        var sum = 0;
        for (var i = 0; i < Weights.Length; i++)
        {
            sum += Weights[i] * (digits[i] - '0');
        }

        return sum % 11;
    }
}
