namespace Clearance.Domain.Tests.Banks;

/// <summary>A bank's day thought up from a seed: what was received, and the file of a bank that agrees.</summary>
internal sealed class GeneratedDay
{
    /// <summary>Of the first payments each has two rows and is not cancelled: mistakes are planted there.</summary>
    public const int Plain = 20;

    private static readonly ushort[] Codes = [1901, 1702, 1751, 2663];
    private readonly Random _random;

    public GeneratedDay(int seed, int payments = 120)
    {
        _random = new Random(seed);
        for (var n = 0; n < payments; n++)
        {
            Received.Add(Receive(n));
        }

        File = [.. Received.SelectMany(Stated)];
        for (var i = 0; i < File.Count; i++)
        {
            File[i] = File[i] with { Place = i + 2 };
        }
    }

    /// <summary>The day.</summary>
    public static BankDay Day { get; } = new(new DateOnly(2026, 11, 2));

    /// <summary>What was received.</summary>
    public List<ReceivedPayment> Received { get; } = [];

    /// <summary>The bank's file.</summary>
    public List<BankRow> File { get; private set; }

    /// <summary>The offices of the declarations.</summary>
    public SortedDictionary<DeclarationKey, OfficeCode> Offices { get; } = [];

    /// <summary>The id of a payment.</summary>
    public static string Id(int n) => $"BIDV:FT{n}";

    /// <summary>A taxpayer by number.</summary>
    public static TaxpayerId Taxpayer(int n)
    {
        TaxpayerId.TryParse($"{n:D12}", out var id).ShouldBeTrue();
        return id;
    }

    /// <summary>The file in another order.</summary>
    public void Shuffle(int seed) => File = [.. File.OrderBy(_ => _random.Next()).ThenBy(_ => seed)];

    /// <summary>What comes of comparing the two.</summary>
    public Reconciliation Reconcile() => Reconciliation.Of(Day, File, Received, Offices);

    /// <summary>Changes the bank's row.</summary>
    public void Bank(int payment, int row, Func<BankRow, BankRow> change)
    {
        var at = File.FindIndex(it => it.Payment == Id(payment) && it.Row.Row == row);
        File[at] = change(File[at]);
    }

    /// <summary>Changes what was received.</summary>
    public void Ledger(int payment, Func<Payment, Payment> change) =>
        Received[payment] = Received[payment] with { Payment = change(Received[payment].Payment) };

    private ReceivedPayment Receive(int n)
    {
        var isPlain = n < Plain;
        var isCancelled = !isPlain && _random.Next(10) == 0;
        var rows = Enumerable.Range(1, isPlain ? 2 : _random.Next(1, 5)).Select(row => Row(row, isPlain)).ToList();
        var second = 1 + _random.NextInt64(24 * 3600);
        return new ReceivedPayment(Taxpayer(_random.Next(1, 30)), new Payment
        {
            Id = Id(n),
            Confirmed = true,
            Cancelled = isCancelled,
            DebitedAt = new Instant(Day.After.UtcTicks + (second * TimeSpan.TicksPerSecond) + (isPlain ? 0 : _random.Next(9_999_999))),
            Rows = [.. rows.Select(row => new PlacedRow { Row = row, Place = isCancelled ? RowPlace.Cancelled : RowPlace.Declaration })],
        });
    }

    private PaymentRow Row(int number, bool isPlain)
    {
        var amount = _random.NextInt64(1, 90_000_000);
        if (!isPlain && _random.Next(8) == 0)
        {
            return new PaymentRow(number, null, null, Account.Budget, amount);
        }

        var sequence = _random.Next(50_000_000, 50_000_100);
        DeclarationKey.TryParse($"10{sequence}{sequence % 7}", out var key).ShouldBeTrue();
        OfficeCode.TryParse(sequence % 2 == 0 ? "03CC" : "02CI", out var office).ShouldBeTrue();
        if (sequence % 5 > 0)
        {
            Offices[key] = office;
        }

        var target = !isPlain && _random.Next(10) == 0 ? "10512345675X" : $"{key}{_random.Next(10)}";
        return new PaymentRow(number, target, Codes[_random.Next(Codes.Length)], (Account)_random.Next(2), amount);
    }

    /// <summary>What a bank that agrees writes: a declaration by 11 digits or 12, whole seconds, a cancellation beside what it cancels or alone.</summary>
    private IEnumerable<BankRow> Stated(ReceivedPayment received)
    {
        var payment = received.Payment;
        var speaksOfCancelled = _random.Next(3);
        foreach (var row in payment.Rows.Select(static placed => placed.Row))
        {
            var stated = new BankRow
            {
                Place = 0,
                Payment = payment.Id,
                Taxpayer = received.Taxpayer,
                DebitedAt = new Instant(payment.DebitedAt.UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond),
                Row = row.Declaration is { } key && _random.Next(2) == 0 ? row with { Target = key.ToString() } : row,
            };
            if (!payment.Cancelled || speaksOfCancelled == 0)
            {
                yield return stated;
            }

            if (payment.Cancelled && speaksOfCancelled < 2)
            {
                yield return stated with { Cancelled = true, DebitedAt = Day.Through };
            }
        }
    }
}
