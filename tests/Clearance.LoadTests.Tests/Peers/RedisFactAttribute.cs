using Clearance.LoadTests.Peers;

namespace Clearance.LoadTests.Tests.Peers;

/// <summary>A test that needs Redis. Where it is not installed the test is skipped and says so: only a measurement uses Redis.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RedisFactAttribute : FactAttribute
{
    public RedisFactAttribute() => Skip = RedisServer.Find() is null ? "redis-server is not installed" : null;
}
