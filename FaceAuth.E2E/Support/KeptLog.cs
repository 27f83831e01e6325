using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace FaceAuth.E2E.Support;

/// <summary>Keeps what the site logs: for a failed test's evidence, and because a logged error fails a test.</summary>
public sealed class KeptLog : ILoggerProvider
{
    private readonly ConcurrentQueue<(LogLevel Level, string Line)> _lines = new();

    /// <summary>Everything, oldest first.</summary>
    public IReadOnlyList<string> Lines => [.. _lines.Select(entry => entry.Line)];

    /// <summary>The errors among it.</summary>
    public IReadOnlyList<string> Errors => [.. _lines.Where(entry => entry.Level >= LogLevel.Error).Select(entry => entry.Line)];

    public ILogger CreateLogger(string categoryName) => new Writer(this, categoryName);

    public void Dispose() { }

    private sealed class Writer(KeptLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                log._lines.Enqueue((logLevel, $"{logLevel} {category}: {formatter(state, exception)}{(exception is null ? "" : $"\n{exception}")}"));
        }
    }
}
