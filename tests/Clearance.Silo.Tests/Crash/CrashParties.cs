using System.Globalization;
using Clearance.Domain;

namespace Clearance.Silo.Tests.Crash;

/// <summary>Who takes part: traders who pay, share letters and are given each other's money, and one importer with many waiting goods.</summary>
internal static class CrashParties
{
    public const int Traders = 6;
    public const int Waiting = 1000;

    public static readonly LineKey Duty = new(1901, Account.Budget);
    public static readonly Instant Morning = Instant.From(
        DateTimeOffset.Parse("2026-11-02T08:00:00+07:00", CultureInfo.InvariantCulture));

    public static readonly DateOnly Day = new(2026, 11, 2);

    /// <summary>The importer whose goods are all held by one block.</summary>
    public static TaxpayerId Importer { get; } = Taxpayer(0);

    public static TaxpayerId Trader(int n) => Taxpayer(1 + (n % Traders));

    /// <summary>The n-th declaration, with its check digit.</summary>
    public static DeclarationKey Key(int n)
    {
        var sequence = 10_000_000 + n;
        DeclarationKey.TryParse($"10{sequence}{sequence % 7}", out var key).ShouldBeTrue();
        return key;
    }

    public static GuaranteeReference Letter(int trader)
    {
        BankCode.TryParse("VCB", out var bank).ShouldBeTrue();
        return new GuaranteeReference(bank, 2026, "BL", trader.ToString("D4", CultureInfo.InvariantCulture));
    }

    public static BankCode Bank()
    {
        BankCode.TryParse("BIDV", out var bank).ShouldBeTrue();
        return bank;
    }

    public static OfficeCode Office()
    {
        OfficeCode.TryParse("03CC", out var office).ShouldBeTrue();
        return office;
    }

    private static TaxpayerId Taxpayer(int n)
    {
        for (var digit = 0; digit < 10; digit++)
        {
            if (TaxpayerId.TryParse($"0{20_000_000 + (n * 7)}{digit}", out var id))
            {
                return id;
            }
        }

        return Taxpayer(n + 100);
    }
}
