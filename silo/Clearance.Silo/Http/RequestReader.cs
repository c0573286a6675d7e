using System.Globalization;
using Clearance.Domain;

namespace Clearance.Silo;

/// <summary>Reads what a call names in its path and query, or says which part is malformed.</summary>
internal static class RequestReader
{
    private const string OnPrefix = "?on=";

    /// <summary>The rule of a declaration number, for people.</summary>
    public const string DeclarationRule =
        "A declaration number has 12 digits, or its first 11; the 11th is the check digit of digits 3 to 10.";

    /// <summary>The declaration named in the path.</summary>
    /// <exception cref="ProblemException">It is malformed.</exception>
    public static DeclarationKey Declaration(HttpRequest request, out string asked)
    {
        asked = (string)request.RouteValues["n"]!;
        return Declaration(asked, "n");
    }

    /// <summary>A declaration that some part of a call names.</summary>
    /// <exception cref="ProblemException">It is malformed.</exception>
    public static DeclarationKey Declaration(string text, string field) =>
        DeclarationKey.TryParseEither(text, out var key) ? key : throw new ProblemException(new Problem(
            StatusCodes.Status400BadRequest, nameof(RejectionCode.InvalidDeclarationNumber), DeclarationRule, field));

    /// <summary>The taxpayer named in the path.</summary>
    /// <exception cref="ProblemException">It is malformed.</exception>
    public static TaxpayerId Taxpayer(HttpRequest request) => Taxpayer((string)request.RouteValues["id"]!, "id");

    /// <summary>A taxpayer whom some part of a call names.</summary>
    /// <exception cref="ProblemException">It is malformed.</exception>
    public static TaxpayerId Taxpayer(string text, string field) =>
        TaxpayerId.TryParse(text, out var id) ? id : throw new ProblemException(new Problem(
            StatusCodes.Status400BadRequest, nameof(RejectionCode.InvalidTaxpayerId),
            "A taxpayer id has 10 digits with their check digit, 13 for a branch, or 12 for a person.", field));

    /// <summary>The legal date asked for; null when none is.</summary>
    /// <exception cref="ProblemException">It is malformed, or there are two.</exception>
    public static DateOnly? On(HttpRequest request)
    {
        var query = request.QueryString.Value;
        if (string.IsNullOrEmpty(query))
        {
            return null;
        }

        if (query.StartsWith(OnPrefix, StringComparison.Ordinal) && TryDate(query.AsSpan(OnPrefix.Length), out var only))
        {
            return only;
        }

        var values = request.Query["on"];
        return values.Count == 0 ? null
            : values.Count == 1 && TryDate(values[0], out var date) ? date
            : throw new ProblemException(InvalidDate("on"));
    }

    /// <summary>Reads a legal date, <c>YYYY-MM-DD</c> and nothing else.</summary>
    public static bool TryDate(ReadOnlySpan<char> text, out DateOnly date) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date);

    /// <summary>What a malformed date is answered with.</summary>
    public static Problem InvalidDate(string field) => new(
        StatusCodes.Status400BadRequest, nameof(RejectionCode.InvalidDate),
        "A legal date is written YYYY-MM-DD, once.", field);

    /// <summary>The one value of a member of the query; null when there is none.</summary>
    /// <exception cref="ProblemException">There are two.</exception>
    public static string? Value(HttpRequest request, string name)
    {
        var values = request.Query[name];
        return values.Count <= 1 ? values.Count == 0 ? null : values[0] : throw Malformed(name, "It may be given once.");
    }

    /// <summary>A whole number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    /// <exception cref="ProblemException">It is none.</exception>
    public static long Number(HttpRequest request, string name, long otherwise, long least, long most) =>
        Value(request, name) is not { } text ? otherwise
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw Malformed(name, $"It is a whole number from {least} to {most}.");

    /// <summary>What a malformed member of the query is answered with.</summary>
    public static ProblemException Malformed(string field, string rule) => new(new Problem(
        StatusCodes.Status400BadRequest, nameof(RejectionCode.InvalidValue), rule, field));
}
