using System.Net.Sockets;

namespace FaceAuth.Rotation.Targets.MySql;

/// <summary>
/// The one socket at which the driver meets the relay: in a folder that only this user can enter. One, because the driver keeps each
/// connection string that it ever saw in memory.
/// </summary>
internal sealed class MySqlDoor : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("faceauth-relay-");
    private readonly SemaphoreSlim _one = new(1, 1);
    private Socket? _listener;
    private int _made;

    private MySqlDoor() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Dispose();

    /// <summary>The door of this process.</summary>
    public static MySqlDoor Shared { get; } = new();

    /// <summary>
    /// Lets the driver in: one at a time, so that the connection that comes is the one of <paramref name="open"/>.
    /// </summary>
    /// <param name="open">Starts to open a connection at a path.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>Our end, and the driver's opening, which goes on.</returns>
    public async Task<(Socket Near, Task Opening)> EnterAsync(Func<string, Task> open, CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            var listener = _listener ??= Listen();
            var opening = open(((UnixDomainSocketEndPoint)listener.LocalEndPoint!).ToString());
            return (await listener.AcceptAsync(ct), opening);
        }
        catch
        {
            // Who knocked may still stand there, and the next one must not be taken for it.
            _listener?.Dispose();
            _listener = null;
            throw;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _listener?.Dispose();
        try
        {
            _folder.Delete(recursive: true);
        }
        catch (IOException)
        {
            // It is gone, or temp is cleaned by the machine.
        }
    }

    private Socket Listen()
    {
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(Path.Combine(_folder.FullName, $"{_made++}")));
        listener.Listen();
        return listener;
    }
}
