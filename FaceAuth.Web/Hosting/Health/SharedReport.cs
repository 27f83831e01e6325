using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FaceAuth.Hosting.Health;

/// <summary>
/// One report for everybody who asks within a few seconds, made to its end also where they hang up: the page is open to
/// all, and each check writes to a disk.
/// </summary>
public sealed class SharedReport(HealthCheckService checks, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim _turn = new(1);
    private (HealthReport Report, DateTimeOffset At)? _last;

    /// <summary>A report at most five seconds old.</summary>
    public async Task<HealthReport> GetAsync(Func<HealthCheckRegistration, bool> predicate)
    {
        await _turn.WaitAsync();
        try
        {
            if (_last is not { } last || clock.GetUtcNow() - last.At > Fresh)
                _last = last = (await checks.CheckHealthAsync(predicate, CancellationToken.None), clock.GetUtcNow());
            return last.Report;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();
}
