namespace FaceAuth.Ledger;

/// <summary>
/// Anchors within about a second after an append: what comes in that second is anchored together. Looks again by itself for
/// what the command line appended, and for a row that was not committed yet when it looked.
/// </summary>
internal sealed partial class LedgerAnchorPump(
    LedgerSignal signal, LedgerAnchoring anchoring, TimeProvider clock, ILogger<LedgerAnchorPump> log) : BackgroundService
{
    private static readonly TimeSpan Together = TimeSpan.FromSeconds(1), AtLeastEvery = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // At once after a start: the program may have ended between a commit and its anchor.
                await anchoring.AnchorAsync(stoppingToken);
                await signal.WaitAsync(AtLeastEvery, clock, stoppingToken);
                await Task.Delay(Together, clock, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                // A fault that left this loop would end the whole site.
                Log.Failed(log, fault);
                await Task.Delay(AtLeastEvery, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The ledger could not be anchored; it is tried again")]
        public static partial void Failed(ILogger logger, Exception fault);
    }
}
