using System.Net;
using System.Net.Sockets;

namespace FaceAuth.Tests.Jobs;

/// <summary>
/// A way to a server that can die as a network does: connections stay open and nothing comes through any more, in
/// neither direction and without an end. Connections made after the thaw work.
/// </summary>
internal sealed class FreezableProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly int _target;
    private CancellationTokenSource _flow = new();

    public FreezableProxy(int target)
    {
        _target = target;
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Ends the flow of all connections there are; they stay open.</summary>
    public void FreezeWhatIsOpen() => Interlocked.Exchange(ref _flow, new CancellationTokenSource()).Cancel();

    public ValueTask DisposeAsync()
    {
        _end.Cancel();
        _listener.Stop();
        return ValueTask.CompletedTask;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = PipeAsync(await _listener.AcceptTcpClientAsync(_end.Token), _flow.Token);
        }
        catch (Exception) when (_end.IsCancellationRequested)
        {
            // The test is over.
        }
    }

    private async Task PipeAsync(TcpClient client, CancellationToken flow)
    {
        using var near = client;
        using var far = new TcpClient();
        try
        {
            await far.ConnectAsync(IPAddress.Loopback, _target, flow);
            await Task.WhenAny(
                near.GetStream().CopyToAsync(far.GetStream(), flow), far.GetStream().CopyToAsync(near.GetStream(), flow));
        }
        catch (Exception fault) when (fault is IOException or SocketException or OperationCanceledException)
        {
            // Either end went away, or the network froze.
        }
        if (flow.IsCancellationRequested)
            await Task.Delay(Timeout.Infinite, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
