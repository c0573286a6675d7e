using System.Collections.Immutable;
using Clearance.Domain;

namespace Clearance.Testing.Histories;

/// <summary>A declaration of a history and whose it is.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Owner">Who registers it.</param>
/// <param name="RegisteredAt">When.</param>
internal sealed record CastDeclaration(DeclarationKey Key, TaxpayerId Owner, Instant RegisteredAt)
{
    private const long ExportKinds = 30;

    /// <summary>What was registered last; null: not yet.</summary>
    public DeclarationRegistered? Last { get; set; }

    public bool IsExport => Key.Value / 1_000_000_000 >= ExportKinds;
}

/// <summary>A letter of a history and whose it is.</summary>
/// <param name="Reference">What names it.</param>
/// <param name="Owner">Whose.</param>
/// <param name="Kind">Separate or general.</param>
/// <param name="Expiry">Its last day, where that must not change.</param>
internal sealed record CastLetter(GuaranteeReference Reference, TaxpayerId Owner, GuaranteeKind Kind, DateOnly Expiry)
{
    public bool IsIssued { get; set; }
}

/// <summary>Who and what a history is about: few of each, so that they meet; few instants, so that ids must decide.</summary>
internal sealed class Cast
{
    public required DateOnly Day { get; init; }

    public required ImmutableArray<TaxpayerId> Taxpayers { get; init; }

    public required ImmutableArray<CastDeclaration> Declarations { get; init; }

    public required ImmutableArray<CastLetter> Letters { get; init; }

    public static Cast Of(Random random, HistoryOptions options)
    {
        // Either side of the day on which the rule set changes, or any working day.
        var day = random.Next(4) == 0 ? new DateOnly(2026, 6, 29) : new DateOnly(2026, 11, 2);
        var taxpayers = Distinct(options.Taxpayers, () => Taxpayer(random));
        var keys = Distinct(options.Declarations, () => Key(random));
        var bank = BankCode.TryParse("VCB", out var code) ? code : default;
        return new Cast
        {
            Day = day,
            Taxpayers = [.. taxpayers],
            Declarations =
            [
                .. keys.Select(key => new CastDeclaration(key, Pick(random, taxpayers), At(random, day.AddDays(random.Next(8))))),
            ],
            Letters =
            [
                .. Enumerable.Range(1, options.Letters).Select(number => new CastLetter(
                    new GuaranteeReference(bank, day.Year, "BL", $"{number:D4}"),
                    Pick(random, taxpayers),
                    random.Next(3) == 0 ? GuaranteeKind.Separate : GuaranteeKind.General,
                    day.AddDays(5 + random.Next(40)))),
            ],
        };
    }

    /// <summary>An instant of a legal date, on one of few minutes, so that ids must decide.</summary>
    public static Instant At(Random random, DateOnly day) => Instant.From(
        new DateTimeOffset(day, new TimeOnly(random.Next(24), 0), TimeSpan.FromHours(7)));

    public static T Pick<T>(Random random, IReadOnlyList<T> from) => from[random.Next(from.Count)];

    private static List<T> Distinct<T>(int count, Func<T> next)
    {
        var found = new List<T>(count);
        while (found.Count < count)
        {
            var one = next();
            if (!found.Contains(one))
            {
                found.Add(one);
            }
        }

        return found;
    }

    private static DeclarationKey Key(Random random)
    {
        var kind = Pick(random, [10L, 10L, 10L, 11L, 30L, 31L]);
        var sequence = random.NextInt64(100_000_000);
        return DeclarationKey.TryFromValue((((kind * 100_000_000) + sequence) * 10) + (sequence % 7), out var key)
            ? key
            : throw new InvalidOperationException("A check digit is the sequence mod 7.");
    }

    /// <summary>A company, a branch of one, or a person.</summary>
    private static TaxpayerId Taxpayer(Random random)
    {
        while (true)
        {
            var text = random.Next(5) switch
            {
                0 => $"{random.NextInt64(1_000_000_000_000):D12}",
                1 => $"{random.NextInt64(10_000_000_000):D10}{1 + random.Next(999):D3}",
                _ => $"{random.NextInt64(10_000_000_000):D10}",
            };
            if (TaxpayerId.TryParse(text, out var id))
            {
                return id;
            }
        }
    }
}
