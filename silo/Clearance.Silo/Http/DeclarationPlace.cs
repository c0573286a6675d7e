using Clearance.Domain;

namespace Clearance.Silo;

/// <summary>Where in a table of a few places what is kept about a declaration is.</summary>
internal static class DeclarationPlace
{
    /// <summary>The place, the same for every number that differs in its amendment alone.</summary>
    /// <param name="declaration">Whose.</param>
    /// <param name="places">How many there are.</param>
    public static int Of(DeclarationKey declaration, int places) => (int)((ulong)declaration.Value % (ulong)places);
}
