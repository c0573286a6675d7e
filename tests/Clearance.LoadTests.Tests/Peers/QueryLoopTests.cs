using System.Text;
using Clearance.LoadTests.Peers;
using Clearance.Workload;

namespace Clearance.LoadTests.Tests.Peers;

public sealed class QueryLoopTests
{
    private const string Head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n";

    [Fact]
    public void An_answer_is_as_long_as_its_head_and_its_body() => Needed(Head + "{}").ShouldBe(Head.Length + 12);

    [Fact]
    public void An_answer_whose_head_is_not_whole_has_no_length_yet() => Needed(Head[..^1]).ShouldBe(int.MaxValue);

    [Theory]
    [InlineData("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 12\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")]
    public void What_is_no_answer_is_not_counted(string answer) => Should.Throw<InvalidDataException>(() => Needed(answer));

    [Fact]
    public void Questions_are_about_what_was_paid()
    {
        var (registrations, payments) = new CommonEvents(1, 5, taxpayers: 3, skew: 0.6, new DateOnly(2026, 11, 2)).Next(2);

        QueryRun.Paths([registrations, payments])
            .ShouldBe(payments.Rows.Select(static row => $"/v1/declarations/{row.Declaration}/eligibility"));
        Should.Throw<InvalidOperationException>(() => QueryRun.Paths([registrations])).Message.ShouldStartWith("There is nothing to ask about");
    }

    private static int Needed(string answer) => QueryLoop.Needed(Encoding.ASCII.GetBytes(answer));
}
