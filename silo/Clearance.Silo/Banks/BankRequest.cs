using Clearance.Domain;
using Microsoft.Net.Http.Headers;

namespace Clearance.Silo;

/// <summary>Reads what a bank's call names beside its body, or says which part is malformed.</summary>
internal static class BankRequest
{
    /// <summary>The bank, <c>?bank=</c>.</summary>
    /// <exception cref="ProblemException">It is absent or malformed.</exception>
    public static BankCode Bank(HttpRequest request) =>
        One(request, "bank") is { } text && BankCode.TryParse(text, out var bank) ? bank : throw Refused(
            nameof(RejectionCode.InvalidValue), "bank", "Name the bank whose file it is, once: 2 to 11 of A–Z 0–9.");

    /// <summary>The bank, which must be the caller's where the caller is one.</summary>
    /// <exception cref="ProblemException">It is absent, malformed or another.</exception>
    public static BankCode OwnBank(HttpContext context)
    {
        var bank = Bank(context.Request);
        return Caller.Of(context).Bank is { } own && own != bank.Value ? throw AccessGuard.Foreign(context) : bank;
    }

    /// <summary>The day's window, <c>?day=</c>.</summary>
    /// <exception cref="ProblemException">It is absent or malformed.</exception>
    public static BankDay Day(HttpRequest request) =>
        One(request, "day") is { } text && RequestReader.TryDate(text, out var day) && day >= BankDay.First
            ? new BankDay(day)
            : throw new ProblemException(RequestReader.InvalidDate("day"));

    /// <summary>Whether rows are wanted in which nothing is wrong, <c>?rows=all</c>.</summary>
    /// <exception cref="ProblemException">It is something else.</exception>
    public static bool AllRows(HttpRequest request) => request.Query["rows"] is { Count: > 0 } rows
        && (rows == "all" ? true : throw Refused(nameof(RejectionCode.InvalidValue), "rows", "rows is all, or is left away."));

    /// <summary>What the body is, without parameters.</summary>
    public static string MediaType(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) ? type.MediaType.ToString().ToLowerInvariant() : string.Empty;

    /// <summary>Says what the body must be.</summary>
    public static ProblemException UnsupportedMediaType(string allowed) => new(new Problem(
        StatusCodes.Status415UnsupportedMediaType, "UnsupportedMediaType", $"The body must be {allowed}.", "Content-Type"));

    private static string? One(HttpRequest request, string name) => request.Query[name] is [{ } only] ? only : null;

    private static ProblemException Refused(string code, string field, string detail) =>
        new(new Problem(StatusCodes.Status400BadRequest, code, detail, field));
}
