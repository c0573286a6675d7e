using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Clearance.Grains.Tests.Silos;

/// <summary>What is logged about security.</summary>
internal sealed class CapturedLines : ILogger, ILoggerFactory
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyList<string> Lines => [.. _lines];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue(formatter(state, exception));

    public ILogger CreateLogger(string categoryName) =>
        categoryName == SiloTls.LogCategory ? this : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose()
    {
        // It has nothing open.
    }
}
