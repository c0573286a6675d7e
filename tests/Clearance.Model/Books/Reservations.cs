namespace Clearance.Model;

/// <summary>Who holds how much of which letter (domain.md §3, Reservation).</summary>
internal static class Reservations
{
    /// <summary>Lowers and frees first, then raises what is held, then serves who waits; each in order of registration, then key.</summary>
    public static void Settle(TaxpayerBooks books)
    {
        var inOrder = books.Declarations.Values.OrderBy(it => it.Current.RegisteredAt).ThenBy(it => it.Key).ToList();
        foreach (var declaration in inOrder.Where(it => it.Reserved > 0))
        {
            Lower(books, declaration);
        }

        // What a holder before clearance frees may be what another one lacked.
        while (inOrder.Exists(declaration => !Raise(books, declaration)))
        {
        }

        foreach (var declaration in inOrder.Where(it => it.Reserved == 0 && Wanted(it) > 0))
        {
            if (Serving(books, declaration) is { IsRevoked: false } letter && Wanted(declaration) <= Available(books, declaration, letter))
            {
                declaration.Reserve(declaration.Letter!.Value, Wanted(declaration));
            }
        }
    }

    /// <summary>What a declaration under a guarantee term should hold.</summary>
    private static long Wanted(RegisteredDeclaration declaration) =>
        declaration.Letter is null ? 0 : declaration.Position.Outstanding;

    /// <summary>The letter that the declaration names, if it is for such declarations; revoked or not.</summary>
    private static Letter? Serving(TaxpayerBooks books, RegisteredDeclaration declaration) =>
        books.FindLetter(declaration.Letter) is { } letter && letter.CoversOfficeOf(declaration) && letter.Matches(declaration)
            ? letter
            : null;

    private static long Available(TaxpayerBooks books, RegisteredDeclaration declaration, Letter letter) =>
        letter.Limit - books.ReservedFrom(declaration.Letter!.Value);

    private static void Lower(TaxpayerBooks books, RegisteredDeclaration declaration)
    {
        var wanted = Wanted(declaration);
        if (declaration.ReservedFrom != declaration.Letter || Serving(books, declaration) is null || wanted == 0)
        {
            declaration.Free();
        }
        else if (wanted < declaration.Reserved)
        {
            declaration.Reserve(declaration.Letter!.Value, wanted);
        }
    }

    /// <summary>Gives a holder what it lacks; false when that does not fit and so all it held is free.</summary>
    private static bool Raise(TaxpayerBooks books, RegisteredDeclaration declaration)
    {
        var lacks = Wanted(declaration) - declaration.Reserved;
        if (declaration.Reserved == 0 || lacks == 0)
        {
            return true;
        }

        var letter = Serving(books, declaration)!;
        if (!letter.IsRevoked && lacks <= Available(books, declaration, letter))
        {
            declaration.Reserve(declaration.Letter!.Value, Wanted(declaration));
            return true;
        }

        if (declaration.Facts.IsRecorded)
        {
            return true;
        }

        declaration.Free();
        return false;
    }
}
