using Clearance.Testing.Histories;
using Clearance.Testing.Worlds;
using Xunit.Abstractions;

namespace Clearance.Domain.Tests.Laws;

public sealed class ConservationTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_dong_and_every_reservation_is_accounted_for_after_every_event_and_message()
    {
        var law = new Law(output, HistoryOptions.Everything);
        law.Holds(history =>
        {
            var world = new DomainWorld { DeliversAtOnce = false, Evictions = new Random(history.Seed) };
            new HistoryPlayer(world, history.Seed)
            {
                Counting = (law.Coverage, history.Date),
                AfterEach = () => WorldAudit.Of(world).ShouldBeEmpty(),
            }.Play(history.Events);
        });
    }
}
