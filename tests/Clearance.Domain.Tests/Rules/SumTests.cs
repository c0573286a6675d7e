using Clearance.Testing.Stories;

namespace Clearance.Domain.Tests.Rules;

/// <summary>Sums stay within 9 × 10^18 đồng: an event that would pass it is refused (contract.md §2).</summary>
public sealed class SumTests
{
    private const string Most = "9_000_000_000_000_000"; // One amount at its greatest; a sum holds a thousand of them.

    [Fact]
    public void Money_beyond_the_greatest_sum_is_refused() => Story.Tell($"""
        {string.Join('\n', Enumerable.Range(1, 5).Select(i => $"pay P{i} : {Rows(200)}"))}
        ? T1 surplus=9_000_000_000_000_000_000
        pay P6 : - 1                           → rejected InvalidAmount
        pay P7 : {Rows(200)}                   → rejected InvalidAmount
        ? T1 confirmed=9_000_000_000_000_000_000
        """);

    [Fact]
    public void Obligations_beyond_the_greatest_sum_are_refused() => Story.Tell($"""
        {string.Join('\n', Enumerable.Range(1, 15).Select(i => $"register D{i} : {Lines(64)}"))}
        register D16 : {Lines(40)}
        register D17 : tax 1901 1              → rejected InvalidAmount
        register D18 : {Lines(64)}             → rejected InvalidAmount
        adjust D16 : tax 9999 1                → rejected InvalidAmount
        ? D16 payable=360_000_000_000_000_000
        """);

    [Fact]
    public void A_transfer_that_would_pass_the_greatest_sum_is_returned() => Story.Tell($"""
        register D1 T2 : tax 1901 5m
        {string.Join('\n', Enumerable.Range(1, 5).Select(i => $"pay P{i} T2 : {Rows(200)}"))}
        pay P6 T1 : D1 1901 5m
        assign P6.1 D1 1901                    → rejected InvalidAmount
        ? T1 suspense=5m transit=0 out=0
        ? T2 in=0
        """);

    private static string Rows(int count) => string.Join(", ", Enumerable.Repeat($"- {Most}", count));

    private static string Lines(int count) =>
        string.Join(", ", Enumerable.Range(0, count).Select(i => $"tax {1000 + i} {Most}"));
}
