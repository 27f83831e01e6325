using System.Net.Sockets;

namespace FaceAuth.Rotation.Targets.MySql;

/// <summary>
/// The one socket at which the driver meets the relay: in a folder that only this user can enter. One, because the driver keeps each
/// connection string that it ever saw in memory.
/// </summary>
internal sealed class MySqlDoor : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private DirectoryInfo? _folder;
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
    /// <exception cref="MySqlDoorException">The socket cannot be made.</exception>
    /// <returns>Our end, and the driver's opening, which goes on.</returns>
    public async Task<(Socket Near, Task Opening)> EnterAsync(Func<string, Task> open, CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            var listener = _listener ??= Listen();
            var opening = open(((UnixDomainSocketEndPoint)listener.LocalEndPoint!).ToString());
            var knock = listener.AcceptAsync(ct).AsTask();
            await Task.WhenAny(knock, opening);
            // Who fails before it connects never knocks, and everybody else would stand behind it.
            if (!knock.IsCompleted && opening.IsCompleted)
            {
                _ = knock.ContinueWith(late => late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
                await opening;
                throw new InvalidOperationException("The driver opened a connection that did not come here.");
            }
            return (await knock, opening);
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
            _folder?.Delete(recursive: true);
        }
        catch (IOException)
        {
            // It is gone, or temp is cleaned by the machine.
        }
    }

    private Socket Listen()
    {
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            _folder ??= Directory.CreateTempSubdirectory("faceauth-relay-");
            listener.Bind(new UnixDomainSocketEndPoint(Path.Combine(_folder.FullName, $"{_made++}")));
            listener.Listen();
            return listener;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or SocketException or ArgumentException)
        {
            listener.Dispose();
            throw new MySqlDoorException(fault);
        }
    }
}

/// <summary>This machine does not let the driver meet the relay: no server's doing.</summary>
internal sealed class MySqlDoorException(Exception cause)
    : Exception($"No socket could be made in {Path.GetTempPath()}; name a folder that can be written to, of at most 70 characters, in TMPDIR.", cause);
