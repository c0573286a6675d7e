using Clearance.Domain;
using Clearance.Entities;

namespace Clearance.Silo;

/// <summary>The last answers given, so that who asks again before anything changed costs no decision: waiting goods are asked about over and over.</summary>
/// <remarks>
/// An answer is a function of the declaration's ledger at one version, whether it is stopped, and the date. A version is shown only
/// once it is durable and is never used twice, so an answer kept under it is right for ever, and is found only by who has the root
/// that is shown now. Bounded, to 32 MiB of answers: a declaration has a few places, which it shares with others, and the last ones asked
/// about have them. Nobody waits for anybody here: what two threads keep at once may be lost, and is decided again.
/// </remarks>
internal sealed class EligibilityAnswers
{
    private const int Sets = 8 * 1024;
    private const int PlacesOfSet = 4;
    private const int BytesMax = 1024;

    private readonly Answer?[] answers = new Answer?[Sets * PlacesOfSet];

    /// <summary>The answer's JSON; null: the declaration is not in the root's memory.</summary>
    public byte[]? Of(DeclarationKey declaration, LedgerRoot root, DateOnly on)
    {
        var first = DeclarationPlace.Of(declaration, Sets) * PlacesOfSet;
        for (var i = first; i < first + PlacesOfSet; i++)
        {
            if (Volatile.Read(ref answers[i]) is { } kept && kept.IsOf(declaration, root, on))
            {
                return kept.Json;
            }
        }

        if (root.TryDecide(declaration, on) is not { } decision)
        {
            return null;
        }

        var json = DecisionJson.ToUtf8Bytes(decision);
        if (json.Length <= BytesMax)
        {
            Keep(first, new Answer(declaration, root.Version, root.IsParked, on, json));
        }

        return json;
    }

    /// <summary>In the place of the same declaration's older answer, or of the oldest.</summary>
    private void Keep(int first, Answer answer)
    {
        var pushed = answer;
        for (var i = first; i < first + PlacesOfSet && pushed is not null; i++)
        {
            pushed = Interlocked.Exchange(ref answers[i], pushed);
            pushed = pushed?.Declaration == answer.Declaration ? null : pushed;
        }
    }

    private sealed record Answer(DeclarationKey Declaration, long Version, bool IsParked, DateOnly On, byte[] Json)
    {
        public bool IsOf(DeclarationKey declaration, LedgerRoot root, DateOnly on) =>
            Declaration == declaration && Version == root.Version && IsParked == root.IsParked && On == on;
    }
}
