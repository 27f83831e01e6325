using System.Threading.Channels;

namespace FaceAuth.Rotation;

/// <summary>"There is a rotation to be begun." Any number of nudges before anybody looks are one.</summary>
public sealed class RotationSignal
{
    private readonly Channel<bool> _nudges = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    internal void Raise() => _nudges.Writer.TryWrite(true);

    internal async Task WaitAsync(CancellationToken ct) => await _nudges.Reader.ReadAsync(ct);
}
