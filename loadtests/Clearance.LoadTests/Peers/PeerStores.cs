namespace Clearance.LoadTests.Peers;

/// <summary>A store that nobody had before.</summary>
/// <param name="Reach">A connection, an address or a folder.</param>
/// <param name="Server">Whose CPU counts besides: its first process; 0: nobody's.</param>
/// <param name="Remove">Ends it.</param>
internal sealed record PeerStore(string Reach, int Server, Func<Task> Remove) : IAsyncDisposable
{
    /// <summary>The CPU of its server.</summary>
    public TimeSpan Cpu => Server == 0 ? TimeSpan.Zero : ProcessTree.Cpu([Server]);

    public async ValueTask DisposeAsync() => await Remove();
}

/// <summary>Stores of every kind, each with as many earlier ids as the others.</summary>
internal sealed class PeerStores : IAsyncDisposable
{
    private readonly PeersOptions _options;
    private ScratchDatabases? _engines;
    private ScratchDatabases? _peers;
    private int _server;
    private int _folders;

    private PeerStores(PeersOptions options) => _options = options;

    private string Template => Path.Combine(_options.Folder, "template");

    /// <summary>Fills one of each, which the others are copied from.</summary>
    public static async Task<PeerStores> Create(PeersOptions options, CancellationToken cancel)
    {
        var stores = new PeerStores(options);
        Directory.CreateDirectory(options.Folder);
        try
        {
            await stores.Fill(cancel);
            return stores;
        }
        catch
        {
            // What there is of them already goes too.
            await stores.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes one.</summary>
    public async Task<PeerStore> New(PeerStoreKind kind, CancellationToken cancel)
    {
        switch (kind)
        {
            case PeerStoreKind.EngineDatabase:
                return await Database(_engines!, cancel);
            case PeerStoreKind.PeerDatabase:
                return await Database(_peers!, cancel);
            case PeerStoreKind.EngineFolder:
                var folder = Path.Combine(_options.Folder, $"store-{_folders++}");
                StoreFolder.Copy(Template, folder);
                return new PeerStore(folder, 0, () => Task.Run(() => Directory.Delete(folder, recursive: true), CancellationToken.None));
            case PeerStoreKind.Redis:
                var redis = await RedisServer.Start(_options.Redis!, _options.Folder);
                await RedisPeer.Fill(redis.Address, _options.Preload);
                return new PeerStore(redis.Address, redis.Pid, () => redis.DisposeAsync().AsTask());
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such store.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var databases in (ScratchDatabases?[])[_engines, _peers])
        {
            if (databases is not null)
            {
                await databases.DisposeAsync();
            }
        }

        Directory.Delete(_options.Folder, recursive: true);
    }

    private async Task Fill(CancellationToken cancel)
    {
        _engines = await ScratchDatabases.Create(
            _options.Connection, "engine", template => Settled(template, ScratchDatabases.Fill), cancel);
        _peers = await ScratchDatabases.Create(_options.Connection, "peer", template => Settled(template, PeerSql.Install), cancel);
        await using (var first = await New(PeerStoreKind.PeerDatabase, cancel))
        {
            _server = await DatabaseServer.Find(first.Reach, cancel);
        }

        if (_server == 0)
        {
            throw new ArgumentException("PostgreSQL has to run on this machine: its CPU counts.");
        }

        await Preload.Run(Template, _options.Preload, cancel);

        // The server is not to do it later, while something else is measured.
        async Task Settled(string template, Func<string, long, CancellationToken, Task> fill)
        {
            await fill(template, _options.Preload, cancel);
            await PeerSql.Execute(template, "VACUUM (FREEZE, ANALYZE)", cancel);
        }
    }

    /// <summary>Each begins with everything on disk.</summary>
    private async Task<PeerStore> Database(ScratchDatabases databases, CancellationToken cancel)
    {
        var connection = await databases.New(cancel);
        await PeerSql.Execute(connection, "CHECKPOINT", cancel);
        return new PeerStore(connection, _server, () => databases.Remove(connection));
    }
}
