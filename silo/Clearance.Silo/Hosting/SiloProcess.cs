using System.Reflection;
using Clearance.Entities;
using Clearance.Storage;
using Microsoft.AspNetCore.Connections;

namespace Clearance.Silo;

/// <summary>The process: from the command line to an exit code, with one clear line for whatever an operator can put right.</summary>
internal static class SiloProcess
{
    /// <summary>Stopped as asked.</summary>
    public const int Stopped = 0;

    /// <summary>An option is refused.</summary>
    public const int OptionRefused = 2;

    /// <summary>The store is another engine's, at start or since then, not one of ours, or cannot be reached.</summary>
    public const int DataRefused = 3;

    /// <summary>An address cannot be listened on.</summary>
    public const int AddressRefused = 4;

    /// <summary>Makes the tables of a PostgreSQL store, as the role that owns them; nothing else.</summary>
    public const string MigrateOption = "--migrate";

    /// <summary>Where it finds the database when the command line does not say.</summary>
    public const string MigrateVariable = "Clearance__Store__Postgres__ConnectionString";

    /// <summary>The version, as built.</summary>
    public static string Version { get; } = typeof(SiloProcess).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>Runs until Ctrl-C or SIGTERM.</summary>
    public static async Task<int> Run(string[] arguments)
    {
        if (arguments is ["--help"] or ["-h"] or ["--version"])
        {
            Console.WriteLine(arguments[0] == "--version" ? $"Clearance {Version}" : SettingsReader.Help);
            return Stopped;
        }

        try
        {
            if (arguments is [MigrateOption] or [MigrateOption, _])
            {
                await PostgresMigrations.Run(arguments.Length == 2 ? arguments[1] : ConnectionByEnvironment(MigrateOption));
                Console.WriteLine($"Clearance {Version}: the tables have schema version {PostgresMigrations.Version}");
                return Stopped;
            }

            if (arguments is [ReplayVerify.Option, var live, .. var replayed])
            {
                return await ReplayVerify.Run(live, replayed);
            }

            var (settings, logging) = SettingsReader.Read(arguments);
            await using var app = SiloApp.Build(settings, logging, EngineBuilder.Open);
            return await Run(app, settings);
        }
        catch (SettingsException e)
        {
            return Refuse(OptionRefused, e.Message);
        }
        catch (Exception e) when (e is StoreInUseException or StoreFormatException or StoreUnavailableException)
        {
            return Refuse(DataRefused, e.Message);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            return Refuse(AddressRefused, $"{e.Message} (options Clearance:Urls, --urls, and Clearance:Cluster:DashboardPort)");
        }
    }

    private static async Task<int> Run(WebApplication app, SiloSettings settings)
    {
        try
        {
            await app.StartAsync();
        }
        catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return Stopped;
        }

        var service = app.Services.GetRequiredService<EngineService>();
        var engine = service.Engine;
        Console.WriteLine(
            $"Clearance {Version}: host {settings.Host}, store {engine.StoreName} in {engine.StorePlace}, "
            + $"listening on {string.Join(", ", app.Urls)} "
            + (settings.HasAccess ? $"(who may call: {settings.AccessFile})" : "(loopback only: access control is not configured)"));
        await app.WaitForShutdownAsync();
        if (service.LostBecause is not { } why)
        {
            return Stopped;
        }

        Console.Error.WriteLine($"Clearance ends: {why}");
        return DataRefused;
    }

    /// <summary>A command line can be read by others on the machine, the environment cannot.</summary>
    internal static string ConnectionByEnvironment(string option) =>
        Environment.GetEnvironmentVariable(MigrateVariable) is { Length: > 0 } connectionString
            ? connectionString
            : throw new SettingsException($"{option} without a connection string takes that of {MigrateVariable}, which is empty.");

    private static int Refuse(int code, string why)
    {
        Console.Error.WriteLine($"Clearance cannot start: {why}");
        return code;
    }
}
