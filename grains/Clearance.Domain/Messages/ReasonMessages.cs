using System.Collections.Immutable;
using System.Globalization;
using System.Resources;
using System.Text;

namespace Clearance.Domain;

/// <summary>What each reason and warning says to people, in English and Vietnamese, from the resource files beside it.</summary>
/// <remarks>
/// The process runs with invariant globalization, so how a language writes amounts and dates is said here and not taken
/// from the machine. Each text is looked up and parsed once; filling it in allocates nothing.
/// </remarks>
public static class ReasonMessages
{
    /// <summary>No message is longer, in characters.</summary>
    public const int LengthMax = 512;

    private static readonly ResourceManager Resources = new(typeof(ReasonMessages));

    /// <summary>English: 9,000,000 and 2026-11-02.</summary>
    public static CultureInfo English { get; } = Culture("en", ",", "yyyy-MM-dd");

    /// <summary>Vietnamese: 9.000.000 and 02/11/2026.</summary>
    public static CultureInfo Vietnamese { get; } = Culture("vi", ".", "dd/MM/yyyy");

    private static readonly Texts InEnglish = new(English);

    private static readonly Texts InVietnamese = new(Vietnamese);

    /// <summary>Writes what a reason says.</summary>
    /// <param name="reason">The reason, with its evidence.</param>
    /// <param name="on">The date the decision was made for.</param>
    /// <param name="culture"><see cref="English"/> or <see cref="Vietnamese"/>.</param>
    /// <param name="destination">Room for <see cref="LengthMax"/> characters.</param>
    /// <returns>How many characters were written.</returns>
    public static int Format(HoldReason reason, DateOnly on, CultureInfo culture, Span<char> destination) =>
        Fill(In(culture).Reasons[(int)reason.Code], culture, AmountOf(reason), DateOf(reason, on), SubjectOf(reason), destination);

    /// <summary>What a reason says.</summary>
    /// <param name="reason">The reason, with its evidence.</param>
    /// <param name="on">The date the decision was made for.</param>
    /// <param name="culture"><see cref="English"/> or <see cref="Vietnamese"/>.</param>
    public static string Of(HoldReason reason, DateOnly on, CultureInfo culture)
    {
        Span<char> text = stackalloc char[LengthMax];
        return new string(text[..Format(reason, on, culture, text)]);
    }

    /// <summary>What a warning says.</summary>
    /// <param name="warning">The warning.</param>
    /// <param name="culture"><see cref="English"/> or <see cref="Vietnamese"/>.</param>
    public static string Of(DecisionWarning warning, CultureInfo culture)
    {
        Span<char> text = stackalloc char[LengthMax];
        var format = In(culture).Warnings[(int)warning.Code];
        return new string(text[..Fill(format, culture, warning.Shortfall, default, "", text)]);
    }

    private static int Fill(
        CompositeFormat format, CultureInfo culture, long amount, DateOnly date, string subject, Span<char> destination) =>
        destination.TryWrite(culture, format, out var written, amount, date, subject)
            ? written
            : throw new ArgumentException($"A message needs room for {LengthMax} characters.", nameof(destination));

    private static long AmountOf(HoldReason reason)
    {
        var sum = reason.Shortfall ?? 0;
        if (reason.Shortfall is null)
        {
            foreach (var line in reason.Lines)
            {
                sum += line.Outstanding;
            }

            foreach (var row in reason.Rows)
            {
                sum += row.Amount;
            }
        }

        return sum;
    }

    /// <summary>The oldest due date of debts, which come in that order; else the date asked for.</summary>
    private static DateOnly DateOf(HoldReason reason, DateOnly on) => reason.Debts.IsEmpty ? on : reason.Debts[0].Due;

    private static string SubjectOf(HoldReason reason) =>
        reason.Guarantee is { } letter ? letter.ToString()
        : (reason.Debts.Length + reason.Rows.Length).ToString(CultureInfo.InvariantCulture);

    private static Texts In(CultureInfo culture) =>
        ReferenceEquals(culture, Vietnamese) ? InVietnamese
        : ReferenceEquals(culture, English) ? InEnglish
        : throw new ArgumentException($"There are no messages in {culture.Name}.", nameof(culture));

    private static CultureInfo Culture(string name, string groups, string date)
    {
        var culture = new CultureInfo(name, useUserOverride: false);
        culture.NumberFormat.NumberGroupSeparator = groups;
        culture.DateTimeFormat.ShortDatePattern = date;
        return CultureInfo.ReadOnly(culture);
    }

    /// <summary>The texts of one language, by code.</summary>
    private sealed class Texts(CultureInfo culture)
    {
        public ImmutableArray<CompositeFormat> Reasons { get; } = All<ReasonCode>(culture);

        public ImmutableArray<CompositeFormat> Warnings { get; } = All<WarningCode>(culture);

        private static ImmutableArray<CompositeFormat> All<TCode>(CultureInfo culture)
            where TCode : struct, Enum =>
            [.. Enum.GetNames<TCode>().Select(name => CompositeFormat.Parse(Resources.GetString(name, culture)!))];
    }
}
