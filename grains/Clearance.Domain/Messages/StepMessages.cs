using System.Globalization;
using System.Resources;

namespace Clearance.Domain;

/// <summary>What an outcome means, and what a step towards release asks of whom, in English and Vietnamese.</summary>
/// <remarks>For people, and rarely asked: unlike <see cref="ReasonMessages"/> it looks up its texts each time.</remarks>
public static class StepMessages
{
    private static readonly ResourceManager Resources = new(typeof(StepMessages));

    /// <summary>What an outcome means.</summary>
    /// <param name="outcome">The outcome.</param>
    /// <param name="culture"><see cref="ReasonMessages.English"/> or <see cref="ReasonMessages.Vietnamese"/>.</param>
    public static string Of(Outcome outcome, CultureInfo culture) => Text(outcome.ToString(), culture);

    /// <summary>What a step asks.</summary>
    /// <param name="step">The step.</param>
    /// <param name="culture"><see cref="ReasonMessages.English"/> or <see cref="ReasonMessages.Vietnamese"/>.</param>
    public static string Of(ReleaseStep step, CultureInfo culture) => string.Format(
        culture,
        Text(NameOf(step), culture),
        step.Amount ?? 0,
        step.Line?.CodeText,
        step.Line is { } line ? Text(line.Account.ToString(), culture) : null,
        step.Declaration,
        step.Row?.Row,
        step.Row?.Payment,
        step.Guarantee);

    private static string NameOf(ReleaseStep step) =>
        step.Action == ActionCode.AwaitOfficer ? $"{step.Action}.{step.Reason}" : step.Action.ToString();

    private static string Text(string name, CultureInfo culture) => Resources.GetString(name, culture)
        ?? throw new ArgumentException($"Nothing is said of {name}.", nameof(name));
}
