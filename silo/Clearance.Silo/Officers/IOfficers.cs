namespace Clearance.Silo;

/// <summary>Says which officer makes a call: maker and checker of a move are told apart by it, and by nothing a body says.</summary>
internal interface IOfficers
{
    /// <summary>The officer's name.</summary>
    /// <exception cref="ProblemException">The call is nobody's.</exception>
    string Caller(HttpRequest request);
}

/// <summary>While access control is not configured: the caller names itself, and is believed.</summary>
/// <remarks>
/// The engine then answers this machine alone (<see cref="HttpGuard"/>). Whoever may call may call by two names: it keeps honest people
/// from a mistake, and nobody from a fraud.
/// </remarks>
internal sealed class NamedOfficers : IOfficers
{
    /// <summary>The header a caller names itself in.</summary>
    public const string Header = "Clearance-Officer";

    private const int LengthMax = 64;

    /// <inheritdoc/>
    public string Caller(HttpRequest request)
    {
        var names = request.Headers[Header];
        if (names.Count == 0)
        {
            throw new ProblemException(new Problem(
                StatusCodes.Status401Unauthorized, "OfficerUnknown",
                $"Moves of money are made by officers: while access control is not configured, name yourself in the header {Header}.", Header));
        }

        return names.Count == 1 && IsName(names[0]!) ? names[0]! : throw new ProblemException(new Problem(
            StatusCodes.Status400BadRequest, "InvalidValue",
            $"An officer's name is 1 to {LengthMax} letters, digits, dots, underscores and hyphens, begins with a letter or digit, and is given once.",
            Header));
    }

    private static bool IsName(string text) =>
        text.Length is > 0 and <= LengthMax && char.IsAsciiLetterOrDigit(text[0])
        && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
}
