using System.Text;

namespace FaceAuth.Benchmarks.Drill;

/// <summary>In a worker: sees each step of its rotations, tells the parent, and does at one of them what the parent wants.</summary>
internal sealed class DrillWatch : ILoggerProvider, ILogger
{
    private readonly Lock _lock = new();
    private readonly Stream _out = Console.OpenStandardOutput();
    private (string Verb, DrillStep Step, int Left)? _plan;
    private TaskCompletionSource? _go;
    private string? _slept;

    /// <summary>What to do, and at which of the next times.</summary>
    public void Plan(string verb, DrillStep step, int times)
    {
        lock (_lock)
            _plan = (verb, step, times);
    }

    /// <summary>The parent is ready for the statement that it was asked about.</summary>
    public void Go() => Interlocked.Exchange(ref _go, null)?.TrySetResult();

    /// <summary>A step was reached; where it is the one, nothing comes after it.</summary>
    public void Reached(DrillStep step, string rotation)
    {
        Say($"at {rotation} {step}");
        if (!Take("die", step))
            return;
        Say($"hit {rotation} {step}");
        DrillSignals.SendKill(Environment.ProcessId);
        Thread.Sleep(Timeout.Infinite);
    }

    /// <summary>The target is about to be changed.</summary>
    public async Task<bool> BeforeStatementAsync(string rotation, int port)
    {
        Reached(DrillStep.BeforeStatement, rotation);
        if (Take("sleep", DrillStep.BeforeStatement))
        {
            Volatile.Write(ref _slept, rotation);
            Say($"slept {rotation} {port}");
            DrillSignals.SendStop(Environment.ProcessId);
            Thread.Sleep(10); // the signal may reach another thread first
        }
        else if (Take("ask", DrillStep.BeforeStatement))
        {
            var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref _go, go);
            Say($"ask {rotation} {port}");
            await go.Task;
        }
        return true;
    }

    /// <summary>A change ended.</summary>
    public void Ended(string rotation, object result)
    {
        if (Interlocked.CompareExchange(ref _slept, null, rotation) == rotation)
            Say($"woke {rotation} {result.GetType().Name}");
    }

    /// <summary>Says a line to the parent. It is in the pipe when this returns, whatever becomes of this process.</summary>
    public void Say(string line)
    {
        var bytes = Encoding.UTF8.GetBytes(line.ReplaceLineEndings(" ") + "\n");
        lock (_out)
            _out.Write(bytes);
    }

    ILogger ILoggerProvider.CreateLogger(string categoryName) => categoryName switch
    {
        "FaceAuth.Rotation.Rotator" => this,
        "FaceAuth.Rotation.RotationPromotion" => new Ends(this, DrillStep.Promoted),
        "FaceAuth.Rotation.RotationEnds" => new Ends(this, null),
        _ => new Faults(this),
    };

    bool ILogger.IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (eventId.Id == 1 && Value(state, "Rotation") is { } rotation && Enum.TryParse<DrillStep>(Value(state, "State"), out var step))
            Reached(step, rotation);
        else if (logLevel >= LogLevel.Error)
            Say($"fault {formatter(state, exception)} {exception?.GetType().Name} {exception?.Message}");
    }

    void IDisposable.Dispose() { }

    private bool Take(string verb, DrillStep step)
    {
        lock (_lock)
        {
            if (_plan is not { } plan || plan.Verb != verb || plan.Step != step)
                return false;
            _plan = plan.Left > 1 ? plan with { Left = plan.Left - 1 } : null;
            return plan.Left <= 1;
        }
    }

    private static string? Value(object? state, string name) =>
        (state as IReadOnlyList<KeyValuePair<string, object?>>)?.FirstOrDefault(pair => pair.Key == name).Value?.ToString();

    // The end of an attempt.
    private sealed class Ends(DrillWatch watch, DrillStep? step) : ILogger
    {
        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (Value(state, "Rotation") is not { } rotation)
                return;
            if (step is { } reached)
                watch.Reached(reached, rotation);
            watch.Say($"end {rotation}");
            if (step is null)
                watch.Say($"note {formatter(state, exception)} {exception?.GetType().Name}");
        }
    }

    private sealed class Faults(DrillWatch watch) : ILogger
    {
        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel >= LogLevel.Error)
                watch.Say($"fault {formatter(state, exception)} {exception?.GetType().Name} {exception?.Message}");
        }
    }
}
