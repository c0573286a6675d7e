using System.CommandLine;
using Clearance.LoadTests;
using Clearance.LoadTests.Open;
using Clearance.LoadTests.Peers;

return await new RootCommand("Measures the engine and reports what it measured.")
{
    WorkloadCommand.Create(),
    ThroughputCommand.Create(),
    CatchUpCommand.Create(),
    Preload.Create(),
    RedecideCommand.Create(),
    MemoryCommand.Create(),
    CommitCommand.Create(),
    ClusterCommand.Create(),
    HostsCommand.Create(),
    OpenCommand.Create(),
    PeersCommand.Create(),
    PeerHostCommand.Create(),
    GrowthCommand.Create(),
    TellingCommand.Create(),
}.Parse(args).InvokeAsync();
