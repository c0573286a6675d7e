using Clearance.Domain;

namespace Clearance.Testing.Histories;

/// <content>What banks say: payments and letters.</content>
internal sealed partial class HistoryGenerator
{
    private const long Ample = 1_000_000_000_000;

    private static readonly BankCode Bidv = BankCode.TryParse("BIDV", out var bank) ? bank : default;

    private readonly List<SentRow> _rows = [];
    private readonly List<PaymentConfirmed> _payments = [];
    private readonly List<string> _cancelledAhead = [];

    private PaymentConfirmed Pay()
    {
        var taxpayer = AnyTaxpayer();
        var id = _cancelledAhead.Count > 0 && Chance(70) ? Promised() : Id("BIDV");
        var rows = Enumerable.Range(1, 1 + _random.Next(4)).Select(number => Row(taxpayer, number)).ToList();
        var payment = new PaymentConfirmed(id, At(0, 30), taxpayer)
        {
            Bank = Bidv,
            DebitedAt = At(-2, 30),
            Payer = Chance(50) ? taxpayer.Value : null,
            Slip = Chance(50) ? "C1-02/1" : null,
            Rows = [.. rows.Select(row => row.Row)],
        };
        _payments.Add(payment);
        _rows.AddRange(rows.Select(row => row with { Payment = payment }));
        return payment;
    }

    private string Promised()
    {
        var id = _cancelledAhead[0];
        _cancelledAhead.RemoveAt(0);
        return id;
    }

    private SentRow Row(TaxpayerId taxpayer, int number)
    {
        var dice = _random.Next(100);
        if (dice < 12 && _options.Unitemised)
        {
            var account = Chance(85) ? Account.Budget : Account.Deposit;
            return new SentRow(new PaymentRow(number, null, Chance(50) ? null : (ushort)1901, account, Amount()), null, false);
        }

        var declaration = dice < 22 ? AnyDeclaration() : DeclarationOf(taxpayer);
        var known = declaration.Last?.Lines ?? [];
        var line = known.Length > 0 && Chance(85) ? Pick(known) : new Line(Pick(Lines).Key, LineKind.Tax, 0);
        var target = dice < 30 && dice >= 22 ? Miskeyed(declaration.Key)
            : Chance(70) ? declaration.Key.ToString()
            : new DeclarationNumber(declaration.Key, _random.Next(AmendmentMax)).ToString();
        var row = new PaymentRow(number, target, line.Key.Code, line.Key.Account, Paying(line.Amount));
        return new SentRow(row, declaration, row.Declaration is null || declaration.Owner != taxpayer || line.Amount == 0);
    }

    /// <summary>What the line asks, part of it, or more.</summary>
    private long Paying(long asked) => asked == 0 || Chance(20) ? Amount()
        : _random.Next(10) switch
        {
            0 or 1 => (asked / 2) + 1,
            2 or 3 => asked + Amount(),
            _ => asked,
        };

    private string Miskeyed(DeclarationKey key) => Pick<string>(["999999999", "", $"{key}99", $"{key.Value + 1:D11}"]);

    /// <summary>Mostly one that was sent; else one yet to come, or one of another taxpayer.</summary>
    private PaymentCancelled CancelPayment()
    {
        if (_payments.Count == 0 || Chance(25))
        {
            var ahead = Id("BIDV");
            _cancelledAhead.Add(ahead);
            return Cancel(ahead, AnyTaxpayer());
        }

        var payment = Pick(_payments);
        return Cancel(payment.Id, Chance(88) ? payment.Taxpayer : AnyTaxpayer());
    }

    private PaymentCancelled Cancel(string payment, TaxpayerId taxpayer) => new(Id("BIDV"), At(2, 40), taxpayer)
    {
        Bank = Bidv,
        Payment = payment,
        Consent = "CV-1",
    };

    private GuaranteeReference? LetterFor(TaxpayerId owner, PaymentTerm term)
    {
        if (term is PaymentTerm.C or PaymentTerm.D)
        {
            return Chance(90) ? null : Pick(_cast.Letters).Reference;
        }

        var kind = term == PaymentTerm.A ? GuaranteeKind.Separate : GuaranteeKind.General;
        var own = _cast.Letters.Where(letter => letter.Owner == owner).ToList();
        var fitting = own.FindAll(letter => letter.Kind == kind);
        return fitting.Count > 0 && Chance(90) ? Pick(fitting).Reference
            : own.Count > 0 && Chance(60) ? Pick(own).Reference
            : Pick(_cast.Letters).Reference;
    }

    private GuaranteeIssued? Issue()
    {
        var open = _cast.Letters.Where(letter => !letter.IsIssued).ToList();
        if (open.Count == 0 && !(_options.Contested && Chance(10)))
        {
            return null;
        }

        var letter = Pick(open.Count == 0 ? [.. _cast.Letters] : open);
        letter.IsIssued = true;
        var separate = letter.Kind == GuaranteeKind.Separate;
        return new GuaranteeIssued(Id("VCB"), At(-5, 10), letter.Owner)
        {
            Guarantee = letter.Reference,
            Kind = letter.Kind,
            Amount = LetterAmount(),
            EffectiveFrom = Day(-10, 3),
            ExpiresOn = Expiry(letter),
            Offices = Chance(60) ? [] : [Office()],
            Declaration = separate && Chance(30) ? DeclarationOf(letter.Owner).Key : null,
            Invoice = separate && Chance(30) ? "INV-1" : null,
            BillOfLading = separate && Chance(20) ? "MSK-1" : null,
        };
    }

    private GuaranteeAmended Amend()
    {
        var letter = Pick(_cast.Letters);
        return new GuaranteeAmended(Id("VCB"), At(-5, 20), letter.Owner)
        {
            Guarantee = letter.Reference,
            Revision = 1 + _random.Next(4),
            Amount = LetterAmount(),
            ExpiresOn = Expiry(letter),
        };
    }

    private GuaranteeRevoked Revoke()
    {
        var letter = Pick(_cast.Letters);
        return new GuaranteeRevoked(Id("VCB"), At(-5, 20), letter.Owner)
        {
            Guarantee = letter.Reference,
            EffectiveFrom = Day(-5, 20),
        };
    }

    private long LetterAmount() => _options.Tight ? Amount() * (1 + _random.Next(3)) : Ample + Amount();

    private DateOnly Expiry(CastLetter letter) => _options.SteadyExpiry ? letter.Expiry : Day(1, 60);

    /// <summary>A row that was sent, what it was meant for, and whether its money is likely astray.</summary>
    private sealed record SentRow(PaymentRow Row, CastDeclaration? Declaration, bool IsAstray)
    {
        public PaymentConfirmed Payment { get; init; } = null!;
    }
}
