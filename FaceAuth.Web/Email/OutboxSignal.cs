using System.Threading.Channels;

namespace FaceAuth.Email;

/// <summary>"There is mail." Any number of nudges before the delivery looks are one.</summary>
public sealed class OutboxSignal
{
    private readonly Channel<bool> _nudges = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    internal void Raise() => _nudges.Writer.TryWrite(true);

    internal async Task WaitAsync(CancellationToken ct) => await _nudges.Reader.ReadAsync(ct);
}
