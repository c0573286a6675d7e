using System.Text.RegularExpressions;
using Clearance.Silo.Tests.Running;

namespace Clearance.Silo.Tests.Telemetry;

/// <summary>What <c>/metrics</c> says of a busy engine, and that it says of nobody.</summary>
[Collection(SharedEngine.Name)]
public sealed partial class MetricsTests(EngineFixture engine)
{
    [Fact]
    public async Task A_day_is_counted_and_timed()
    {
        var before = await Scrape.Of(engine.Http);
        await BusyDay.Play(engine.Http);
        var after = await Scrape.Of(engine.Http);

        double More(string name, params (string, string)[] labels) => after.Sum(name, labels) - before.Sum(name, labels);
        More("clearance_events_total", ("stream", "bank.payments"), ("status", "duplicate")).ShouldBe(1);
        More("clearance_events_total", ("stream", "bank.payments"), ("status", "conflict")).ShouldBe(1);
        More("clearance_rejections_total", ("stream", "bank.payments"), ("code", "MissingField")).ShouldBe(1);
        More("clearance_dead_letters_total", ("stream", "bank.payments"), ("code", "Conflict")).ShouldBe(1);
        More("clearance_decisions_total", ("outcome", "hold")).ShouldBeGreaterThanOrEqualTo(1);
        More("clearance_decision_reasons_total", ("reason", "TaxUnpaid")).ShouldBeGreaterThanOrEqualTo(1);
        More("clearance_commits_total", ("result", "committed")).ShouldBeGreaterThanOrEqualTo(5);
        More("clearance_http_problems_total", ("status", "404"), ("code", "NotFound")).ShouldBeGreaterThanOrEqualTo(1);
        after.Sum("clearance_ready").ShouldBe(1);
        after.Sum("clearance_store_lease_held").ShouldBe(1);
        after.Sum("clearance_journal_head", ("lane", "0")).ShouldBeGreaterThanOrEqualTo(6);
        after.Sum("clearance_store_size_bytes").ShouldBeGreaterThan(1000);
        after.Sum("clearance_ledgers_active").ShouldBeGreaterThanOrEqualTo(1);
    }

    [Fact]
    public async Task What_a_payment_frees_is_timed_from_the_banks_own_clock()
    {
        await BusyDay.Play(engine.Http);
        var before = await Scrape.Of(engine.Http);
        await BusyDay.Play(engine.Http);
        var after = await Scrape.Of(engine.Http);

        (string, string)[] bank = [("bank", "BIDV"), ("stream", "bank.payments")];
        var freed = after.Sum("clearance_bank_to_release_seconds_count", bank) - before.Sum("clearance_bank_to_release_seconds_count", bank);
        var seconds = after.Sum("clearance_bank_to_release_seconds_sum", bank) - before.Sum("clearance_bank_to_release_seconds_sum", bank);
        freed.ShouldBe(1, "the payment that freed goods registered today, and no other of that day");
        seconds.ShouldBeInRange(3, 120);
    }

    [Fact]
    public async Task No_label_says_whose_goods_or_money_it_is()
    {
        await BusyDay.Play(engine.Http);
        var scrape = await Scrape.Of(engine.Http);
        scrape.Samples.Count.ShouldBeGreaterThan(200);
        scrape.Samples
            .SelectMany(static sample => sample.Labels.Where(static label => label.Key != "le").Select(label => (sample.Name, label.Key, label.Value)))
            .Where(static it => Identifier().IsMatch(it.Value))
            .ShouldBeEmpty();
    }

    // A taxpayer, a declaration, a bank's event, a decision or slip, an account.
    [GeneratedRegex(@"\d{6,}|^[A-Z0-9]{2,11}:.*\d|^\w+-\d+/\d+|^C1-")]
    private static partial Regex Identifier();
}
