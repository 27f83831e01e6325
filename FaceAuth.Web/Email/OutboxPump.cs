namespace FaceAuth.Email;

/// <summary>
/// Delivers when nudged, so that a code leaves at once. It is the quick way only: what it misses, the job delivers.
/// </summary>
internal sealed partial class OutboxPump(
    OutboxSignal signal, OutboxDelivery delivery, TimeProvider clock, ILogger<OutboxPump> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await signal.WaitAsync(stoppingToken);
                await delivery.DeliverDueAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                // The database is away, most likely. A fault that left this loop would end the whole site.
                Log.DeliveryFailed(logger, fault);
                await Task.Delay(TimeSpan.FromSeconds(1), clock, stoppingToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The mail that was asked for could not be looked for; the job tries again.")]
        public static partial void DeliveryFailed(ILogger logger, Exception fault);
    }
}
