using System.Net;
using System.Net.Sockets;

namespace FaceAuth.Benchmarks.Drill;

/// <summary>The way from the workers to one entry's target: what is sent next on it can be cut off, or be the last that its sender did.</summary>
internal sealed class DrillLine : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _target;
    private readonly List<Socket> _sockets = [];
    private Armed? _armed;

    public DrillLine(int target)
    {
        _target = target;
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Cuts every line at what a client sends next; the task ends when that was done.</summary>
    /// <param name="cut">How much of it is passed on before.</param>
    /// <param name="kill">What is done between.</param>
    public Task ArmAsync(DrillCut cut, Action kill)
    {
        var armed = new Armed(cut, kill, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        Volatile.Write(ref _armed, armed);
        return armed.Done.Task;
    }

    /// <summary>Nothing is cut any more.</summary>
    public void Disarm() => Volatile.Write(ref _armed, null);

    public void Dispose()
    {
        _listener.Dispose();
        Cut();
    }

    private void Cut()
    {
        lock (_sockets)
        {
            _sockets.ForEach(socket => socket.Dispose());
            _sockets.Clear();
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptSocketAsync());
        }
        catch (Exception fault) when (IsOver(fault))
        {
            // The drill is over.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        lock (_sockets)
            _sockets.AddRange([client, server]);
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _target);
            await Task.WhenAll(ForwardAsync(client, server, fromClient: true), ForwardAsync(server, client, fromClient: false));
        }
        catch (Exception fault) when (IsOver(fault))
        {
            // The server is being restarted.
        }
        finally
        {
            client.Dispose();
            server.Dispose();
            lock (_sockets)
                _sockets.RemoveAll(socket => socket == client || socket == server);
        }
    }

    private async Task ForwardAsync(Socket from, Socket to, bool fromClient)
    {
        var buffer = new byte[8192];
        try
        {
            int read;
            while ((read = await from.ReceiveAsync(buffer)) > 0)
            {
                if (fromClient && Interlocked.Exchange(ref _armed, null) is { } armed)
                {
                    var pass = armed.Cut switch { DrillCut.Nothing => 0, DrillCut.Half => read / 2, _ => read };
                    if (pass > 0)
                        await to.SendAsync(buffer.AsMemory(0, pass));
                    armed.Kill();
                    Cut();
                    armed.Done.TrySetResult();
                    return;
                }
                for (var sent = 0; sent < read;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent));
            }
        }
        catch (Exception fault) when (IsOver(fault))
        {
            // A line that was cut, or whose client was killed.
        }
        from.Dispose();
        to.Dispose();
    }

    private static bool IsOver(Exception fault) => fault is SocketException or ObjectDisposedException or InvalidOperationException;

    private sealed record Armed(DrillCut Cut, Action Kill, TaskCompletionSource Done);
}
