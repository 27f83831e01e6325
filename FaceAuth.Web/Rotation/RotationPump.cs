namespace FaceAuth.Rotation;

/// <summary>Works on rotations when nudged, so that one that was asked for begins at once. It is the quick way only: what it misses, the job does.</summary>
internal sealed partial class RotationPump(RotationSignal signal, RotationRunner runner, TimeProvider clock, ILogger<RotationPump> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await signal.WaitAsync(stoppingToken);
                await runner.RunDueAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                // The database is away, most likely. A fault that left this loop would end the whole site.
                Log.Failed(log, fault);
                await Task.Delay(TimeSpan.FromSeconds(1), clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The rotation that was asked for could not be looked for; the job tries again.")]
        public static partial void Failed(ILogger logger, Exception fault);
    }
}
