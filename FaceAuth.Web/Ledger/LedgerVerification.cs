namespace FaceAuth.Ledger;

/// <summary>Verifies in the background for the administrators' page: one run at a time in this process, its progress, and the last result.</summary>
public sealed partial class LedgerVerification(
    LedgerVerifier verifier, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<LedgerVerification> log)
{
    private readonly Lock _lock = new();
    private LedgerVerificationState _state = new(null, null, null, false);

    /// <summary>How it stands.</summary>
    public LedgerVerificationState State
    {
        get
        {
            lock (_lock)
                return _state;
        }
    }

    /// <summary>The run that is under way, for whoever must wait for it; completed where there is none.</summary>
    internal Task Run { get; private set; } = Task.CompletedTask;

    /// <summary>Begins a run; false where one is under way.</summary>
    public bool TryStart()
    {
        lock (_lock)
        {
            if (_state.Running is not null)
                return false;
            _state = _state with { Running = new LedgerProgress(0, 0), Failed = false };
            Run = Task.Run(RunAsync);
            return true;
        }
    }

    private async Task RunAsync()
    {
        LedgerVerdict? verdict = null;
        try
        {
            verdict = await verifier.VerifyAsync([], new Told(this), lifetime.ApplicationStopping);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // The program ends.
        }
        catch (Exception fault)
        {
            // Nobody waits for this task; whoever looks at the page is told.
            Log.Failed(log, fault);
        }

        lock (_lock)
        {
            _state = verdict is null
                ? _state with { Running = null, Failed = true }
                : new LedgerVerificationState(null, verdict, clock.GetUtcNow(), false);
        }
    }

    private sealed class Told(LedgerVerification owner) : IProgress<LedgerProgress>
    {
        public void Report(LedgerProgress value)
        {
            lock (owner._lock)
                owner._state = owner._state with { Running = value };
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The ledger could not be verified to the end")]
        public static partial void Failed(ILogger logger, Exception fault);
    }
}

/// <summary>How verification stands.</summary>
/// <param name="Running">How far a run has come; null where none is under way.</param>
/// <param name="Last">What the last one found; null where none has ended since the program started.</param>
/// <param name="LastAt">When.</param>
/// <param name="Failed">The last one could not be carried out.</param>
public sealed record LedgerVerificationState(LedgerProgress? Running, LedgerVerdict? Last, DateTimeOffset? LastAt, bool Failed);
