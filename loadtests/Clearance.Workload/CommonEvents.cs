using System.Buffers;
using System.Globalization;
using System.Text;

namespace Clearance.Workload;

/// <summary>
/// The common events, by the million: a registration of one declaration with three lines, then the payment of all of it.
/// Bodies are ready to be posted.
/// </summary>
/// <remarks>Meant to be made before the clock starts: the generator shares the machine with what it measures.</remarks>
public sealed class CommonEvents
{
    private readonly Random _random;
    private readonly Chances _who;
    private readonly string[] _taxpayers;
    private readonly string _at;
    private readonly ArrayBufferWriter<byte> _buffer = new(512 * 1024);
    private long _sequence;

    /// <param name="seed">Which taxpayers pay what.</param>
    /// <param name="firstSequence">The first declaration's sequence; the next have the following ones.</param>
    /// <param name="taxpayers">How many taxpayers.</param>
    /// <param name="skew">How unequal they are: the exponent of Zipf's law.</param>
    /// <param name="day">The legal date.</param>
    /// <param name="firstTaxpayer">The first taxpayer's number: others than those of another generator.</param>
    public CommonEvents(int seed, long firstSequence, int taxpayers, double skew, DateOnly day, int firstTaxpayer = 0)
    {
        _random = new Random(seed);
        _who = Chances.Zipf(taxpayers, skew);
        _taxpayers = [.. Enumerable.Range(0, taxpayers).Select(n => CheckDigits.Taxpayer(20_000_000 + firstTaxpayer + n))];
        _at = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + "T09:00:00+07:00";
        _sequence = firstSequence;
    }

    /// <summary>The taxpayers' ids, the busiest first.</summary>
    public IReadOnlyList<string> Taxpayers => _taxpayers;

    /// <summary>Registrations of new declarations, and the payments of the same, as two bodies of one size.</summary>
    public (CommonBatch Registrations, CommonBatch Payments) Next(int size)
    {
        var planned = Plan(size);
        return (Body(StreamNames.Declarations, planned, Register), Body(StreamNames.Payments, planned, Pay));
    }

    /// <summary>
    /// Registrations of new declarations; payments of the same by other taxpayers, under numbers that are none; and officers' moves of
    /// that money to the declarations, two for each.
    /// </summary>
    public (CommonBatch Registrations, CommonBatch Payments, CommonBatch Moves) NextMoved(int size)
    {
        var planned = Plan(size);
        var paid = Array.ConvertAll(
            planned, row => row with { Taxpayer = (row.Taxpayer + 1 + _random.Next(_taxpayers.Length - 1)) % _taxpayers.Length });
        return (
            Body(StreamNames.Declarations, planned, Register),
            Body(StreamNames.Payments, paid, PayMisKeyed),
            Body(StreamNames.Taxpayers, paid, MoveBoth) with { EventsPerRow = 2 });
    }

    /// <summary>Registrations of new declarations of one line, which nobody pays.</summary>
    public CommonBatch NextOpen(int size) => Body(StreamNames.Declarations, Plan(size), RegisterOneLine);

    private CommonRow[] Plan(int size)
    {
        var planned = new CommonRow[size];
        for (var i = 0; i < size; i++)
        {
            planned[i] = new CommonRow(_sequence++, _who.Next(_random), _random.Next(1_000_000, 90_000_000));
        }

        return planned;
    }

    private CommonBatch Body(string stream, CommonRow[] planned, Func<string, string, long, string> write)
    {
        _buffer.ResetWrittenCount();
        for (var i = 0; i < planned.Length; i++)
        {
            var row = planned[i];
            Append(i == 0 ? "[" : ",");
            Append(write(row.Declaration, _taxpayers[row.Taxpayer], row.Amount));
        }

        Append("]");
        return new CommonBatch(stream, _buffer.WrittenSpan.ToArray(), planned);
    }

    private string Register(string key, string taxpayer, long amount) => Register(
        key, taxpayer, amount,
        $"{Line("tax", "1901", amount)},{Line("tax", "1702", amount / 2)},{Line("fee", "2663", CommonRow.Fee)}");

    private string RegisterOneLine(string key, string taxpayer, long amount) =>
        Register(key, taxpayer, amount, Line("tax", "1702", amount));

    private string Register(string key, string taxpayer, long amount, string lines) =>
        $$"""{"type":"DeclarationRegistered","id":"VN:{{key}}:0","at":"{{_at}}","declaration":"{{key}}0",""" +
        $$""" "taxpayer":"{{taxpayer}}","office":"03CC","direction":"import","procedure":"A11","registeredAt":"{{_at}}",""" +
        $$""" "channel":1,"specialisedInspection":false,"term":"D","guarantee":null,"invoice":"INV-{{amount % 99_991}}",""" +
        $$""" "billOfLading":null,"releaseRequested":null,"exemption":null,"lines":[{{lines}}]}""";

    private static string Line(string kind, string code, long amount) =>
        $$"""{"kind":"{{kind}}","code":"{{code}}","account":"budget","amount":{{amount}}}""";

    private string Pay(string key, string taxpayer, long amount) => Pay(key, key, taxpayer, amount);

    /// <summary>Its last digit, a check digit, is another.</summary>
    private string PayMisKeyed(string key, string taxpayer, long amount) =>
        Pay(key, string.Concat(key.AsSpan(0, key.Length - 1), key[^1] == '6' ? "0" : "6"), taxpayer, amount);

    private string Pay(string key, string to, string taxpayer, long amount) =>
        $$"""{"type":"PaymentConfirmed","id":"BIDV:FT{{key}}","at":"{{_at}}","bank":"BIDV","taxpayer":"{{taxpayer}}",""" +
        $$""" "debitedAt":"{{_at}}","payer":"{{taxpayer}}","slip":null,"rows":[{{Row(1, to, "1901", amount)}},""" +
        $"{Row(2, to, "1702", amount / 2)},{Row(3, to, "2663", CommonRow.Fee)}]}}";

    private string MoveBoth(string key, string taxpayer, long amount) =>
        $"{Move(key, taxpayer, 1, "1901")},{Move(key, taxpayer, 2, "1702")}";

    private string Move(string key, string taxpayer, int row, string code) =>
        $$"""{"type":"SuspenseAssigned","id":"VN:MV{{key}}:{{row}}","at":"{{_at}}","taxpayer":"{{taxpayer}}","payment":"BIDV:FT{{key}}",""" +
        $$""" "row":{{row}},"declaration":"{{key}}0","code":"{{code}}","account":"budget","maker":"cb01","checker":"ld02"}""";

    private static string Row(int row, string key, string code, long amount) =>
        $$"""{"row":{{row}},"declaration":"{{key}}","code":"{{code}}","account":"budget","amount":{{amount}}}""";

    private void Append(string text)
    {
        var span = _buffer.GetSpan(text.Length);
        _buffer.Advance(Encoding.ASCII.GetBytes(text, span));
    }
}

/// <summary>A body to post.</summary>
/// <param name="Stream">Which way in.</param>
/// <param name="Body">A JSON array, UTF-8.</param>
/// <param name="Rows">What it is about, an event each.</param>
public sealed record CommonBatch(string Stream, byte[] Body, IReadOnlyList<CommonRow> Rows)
{
    /// <summary>Events about each row.</summary>
    public int EventsPerRow { get; init; } = 1;

    /// <summary>How many events it holds.</summary>
    public int Count => Rows.Count * EventsPerRow;
}

/// <summary>What a common event is about.</summary>
/// <param name="Sequence">The declaration's sequence.</param>
/// <param name="Taxpayer">Whose, as an index of <see cref="CommonEvents.Taxpayers"/>.</param>
/// <param name="Amount">The first line's amount.</param>
public readonly record struct CommonRow(long Sequence, int Taxpayer, long Amount)
{
    /// <summary>The fee for customs procedures on every declaration.</summary>
    internal const long Fee = 20_000;

    /// <summary>What its payment brings in: both taxes and the fee.</summary>
    public long Paid => Amount + (Amount / 2) + Fee;

    /// <summary>The declaration's key.</summary>
    public string Declaration => CheckDigits.DeclarationKey(10, Sequence);
}
