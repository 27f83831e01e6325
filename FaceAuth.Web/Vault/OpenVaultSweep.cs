namespace FaceAuth.Vault;

/// <summary>
/// Closes the open vaults of sessions that were ended elsewhere: in another process, or by "this wasn't me". In memory, so
/// each process does it for itself; without an open vault it asks nothing.
/// </summary>
internal sealed partial class OpenVaultSweep(OpenVaults vaults, TimeProvider clock, ILogger<OpenVaultSweep> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await SweepAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The program ends.
        }
    }

    private async Task SweepAsync(CancellationToken ct)
    {
        try
        {
            await vaults.SweepAsync(ct);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // The database cannot be asked: vaults still close at the end of their sessions.
            Log.Failed(log, fault);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Whether sessions with an open vault have ended could not be asked; it is asked again in a moment.")]
        public static partial void Failed(ILogger log, Exception fault);
    }
}
