using System.Threading.Channels;

namespace FaceAuth.Ledger;

/// <summary>Tells the anchoring of this process that rows were appended; it may be called before they are committed.</summary>
public sealed class LedgerSignal
{
    private readonly Channel<bool> _appended = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>A row was appended.</summary>
    public void Appended() => _appended.Writer.TryWrite(true);

    /// <summary>Waits until a row was appended, or until <paramref name="limit"/> is over.</summary>
    public async Task WaitAsync(TimeSpan limit, TimeProvider clock, CancellationToken ct)
    {
        using var end = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(end.Token, ct);
        try
        {
            await _appended.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // Another process may have appended.
        }
    }
}
