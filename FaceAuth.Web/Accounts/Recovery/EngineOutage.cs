using FaceAuth.Faces;
using FaceAuth.Faces.Imaging;
using Microsoft.Extensions.Options;

namespace FaceAuth.Accounts.Recovery;

/// <summary>
/// Whether the face engine is down. It is asked several times with a pause between: a queue that is full for a moment says
/// "not now" as well, and is no reason to ask for less than usual. The answer is shared for some seconds, so that nobody
/// keeps the engine busy by asking.
/// </summary>
public sealed partial class EngineOutage(IFaceEngine engine, IOptions<RecoveryOptions> options, TimeProvider clock, ILogger<EngineOutage> log) : IDisposable
{
    private static readonly TimeSpan Shared = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private (DateTimeOffset At, bool Down)? _last;

    /// <summary>Asks the engine, unless it was asked a moment ago.</summary>
    public async Task<bool> IsDownAsync(CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            if (_last is { } last && clock.GetUtcNow() - last.At < Shared)
                return last.Down;
            var down = await AskAsync(ct);
            _last = (clock.GetUtcNow(), down);
            return down;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task<bool> AskAsync(CancellationToken ct)
    {
        for (var ask = 1; ; ask++)
        {
            if (await AnswersAsync(ct))
                return false;
            if (ask == options.Value.EngineAsks)
                break;
            await Task.Delay(options.Value.EnginePause, ct);
        }
        Log.Down(log, options.Value.EngineAsks);
        return true;
    }

    private async Task<bool> AnswersAsync(CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(options.Value.EngineTimeLimit);
        try
        {
            // A picture without a face ends where faces are looked for; an engine that finds one is asked to compare it.
            return await engine.ReadAsync(PlainPicture.Upload(), ReadingPurpose.SignIn, limit.Token).WaitAsync(limit.Token) switch
            {
                FaceReading.Unavailable => false,
                FaceReading.Found { Face: var face } =>
                    await engine.CompareWithDecoyAsync(face, limit.Token).WaitAsync(limit.Token) is not FaceVerdict.Unavailable,
                _ => true,
            };
        }
        catch (Exception fault) when (!ct.IsCancellationRequested)
        {
            Log.Failed(log, fault.GetType().Name);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The face engine failed when it was asked whether it answers ({Fault}).")]
        public static partial void Failed(ILogger log, string fault);

        [LoggerMessage(LogLevel.Error, "The face engine is down: it did not answer {Asks} times in a row. On remembered devices a recovery code is enough now.")]
        public static partial void Down(ILogger log, int asks);
    }
}
