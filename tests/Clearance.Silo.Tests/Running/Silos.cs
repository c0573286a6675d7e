using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;

namespace Clearance.Silo.Tests.Running;

/// <summary>Silos in this process, for what a real one cannot be made to do.</summary>
internal static class Silos
{
    /// <summary>A silo that is not started, over an engine of the test's.</summary>
    public static WebApplication Build(Engine? engine = null) => SiloApp.Build(
        SettingsReader.Read(["--urls", "http://127.0.0.1:0", "--data", Path.GetTempPath()]).Settings,
        new ConfigurationBuilder().AddInMemoryCollection([new("LogLevel:Default", "None")]).Build(),
        (_, _, _) => Task.FromResult(engine!));

    /// <summary>A connection to a silo that is started.</summary>
    public static HttpClient Connect(WebApplication app) => new() { BaseAddress = new Uri(app.Urls.Single()) };
}
