using System.Net;
using System.Net.Sockets;

namespace FaceAuth.Tests.Support;

/// <summary>A loopback proxy that plays a network: it forwards, falls silent, or cuts the lines.</summary>
public sealed class TcpProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _target;
    private readonly List<TcpClient> _lines = [];
    private volatile bool _silent;
    private int _cutAt = -1;
    private int _endedByClient;

    /// <summary>A proxy to a loopback port.</summary>
    public TcpProxy(int target)
    {
        _target = target;
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many lines the client's side has closed.</summary>
    public int EndedByClient => Volatile.Read(ref _endedByClient);

    /// <summary>Accepts everything and passes nothing on, as a network that drops packets.</summary>
    public void FallSilent() => _silent = true;

    /// <summary>Forwards again; what came meanwhile is lost.</summary>
    public void Recover() => _silent = false;

    /// <summary>Of what the client sends next, passes on so many bytes (all of it for a large number) and closes every line.</summary>
    public void CutAtNextFromClient(int passOn) => Volatile.Write(ref _cutAt, passOn);

    /// <summary>Closes every line.</summary>
    public void Cut()
    {
        lock (_lines)
        {
            _lines.ForEach(line => line.Dispose());
            _lines.Clear();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _listener.Dispose();
        Cut();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        var server = new TcpClient();
        lock (_lines)
            _lines.AddRange([client, server]);
        await server.ConnectAsync(IPAddress.Loopback, _target);
        await Task.WhenAll(
            ForwardAsync(client, server, fromClient: true, () => Interlocked.Increment(ref _endedByClient)),
            ForwardAsync(server, client, fromClient: false, () => { }));
    }

    private async Task ForwardAsync(TcpClient from, TcpClient to, bool fromClient, Action ended)
    {
        var buffer = new byte[16384];
        try
        {
            int read;
            while ((read = await from.GetStream().ReadAsync(buffer)) > 0)
            {
                if (fromClient && Interlocked.Exchange(ref _cutAt, -1) is >= 0 and var passOn)
                {
                    await to.GetStream().WriteAsync(buffer.AsMemory(0, Math.Min(read, passOn)));
                    Cut();
                }
                else if (!_silent)
                    await to.GetStream().WriteAsync(buffer.AsMemory(0, read));
            }
        }
        catch (Exception fault) when (fault is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // A line that was cut.
        }

        ended();
        to.Dispose();
    }
}
