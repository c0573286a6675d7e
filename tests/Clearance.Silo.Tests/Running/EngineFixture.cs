using Clearance.Client;

namespace Clearance.Silo.Tests.Running;

/// <summary>One engine for many tests, which keep out of each other's way by numbers of their own.</summary>
public sealed class EngineFixture : IAsyncLifetime
{
    private EngineProcess? engine;

    /// <summary>The engine.</summary>
    public EngineProcess Engine => engine!;

    /// <summary>A connection to it.</summary>
    public HttpClient Http => Engine.Http;

    /// <summary>The same, typed.</summary>
    public ClearanceClient Client => Engine.Client;

    /// <inheritdoc/>
    public async Task InitializeAsync() => engine = await EngineProcess.Start();

    /// <inheritdoc/>
    public async Task DisposeAsync() => await Engine.DisposeAsync();
}

/// <summary>Tests that share one engine.</summary>
[CollectionDefinition(Name)]
public sealed class SharedEngine : ICollectionFixture<EngineFixture>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "one engine";
}
