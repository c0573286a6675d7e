namespace Clearance.Silo.Tests.Telemetry;

/// <summary>What of a text gets into the log.</summary>
public sealed class LogTextTests
{
    [Theory]
    [InlineData("The ledger of taxpayer 0100109106 failed", "The ledger of taxpayer … failed")]
    [InlineData("declaration 105123456760 and 10512345676", "declaration … and …")]
    [InlineData("After BIDV:FT2630600001 it would not be", "After … it would not be")]
    [InlineData("bank.payments/BIDV:FT26-1", "bank.payments/…")]
    [InlineData("account 7111 0000 1234 5678", "account …")]
    [InlineData("t:0100109106 is not here", "t:… is not here")]
    [InlineData("one\r\n2026 fail: forged", "one 2026 fail: forged")]
    [InlineData("a\u001b[31mred\u202Eder", "a [31mred der")]
    [InlineData("127.0.0.1:5080 and 10.1.20.30:5432 in 00:00:30", "127.0.0.1:5080 and 10.1.20.30:5432 in 00:00:30")]
    public void Who_it_is_about_and_what_looks_like_a_line_is_left_out(string text, string plain) => LogText.Plain(text).ShouldBe(plain);

    [Fact]
    public void An_exception_that_may_quote_is_its_type_and_place()
    {
        var text = LogText.Of(Thrown(new InvalidOperationException("no 'C1-02/88' of Ms Lan", new IOException("disk full"))));
        text.ShouldStartWith("System.InvalidOperationException at ");
        text.ShouldContain("System.IO.IOException: disk full");
        text.ShouldNotContain("Lan");
    }

    private static InvalidOperationException Thrown(InvalidOperationException e)
    {
        try
        {
            throw e;
        }
        catch (InvalidOperationException thrown)
        {
            return thrown;
        }
    }
}
