using System.Net.Sockets;
using System.Reflection;
using MySql.Data.MySqlClient;

namespace FaceAuth.Database.Dialects;

/// <summary>
/// Ends a call of the MySQL driver that nobody answers. The driver has no working limit of its own for asynchronous
/// calls and ignores cancellation, so a dead network would hold the caller for ever.
/// </summary>
/// <remarks>
/// The driver's own ways to end a call (<c>Abort</c>, <c>CancelQuery</c>) talk to the server first, over a second
/// connection. Only closing the socket ends a call on a dead network, and the driver hides its socket; so it is reached
/// through the driver's private members. They are resolved when the program starts, the driver's version is pinned, and
/// a test holds the effect.
/// </remarks>
internal static class MySqlWatchdog
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(250);
    private static readonly FieldInfo Driver = Private(typeof(MySqlConnection), "driver");
    private static readonly FieldInfo Handler = Private(Driver.FieldType, "handler");
    private static readonly Type Protocol = typeof(MySqlConnection).Assembly.GetType("MySql.Data.MySqlClient.NativeDriver", throwOnError: true)!;
    private static readonly FieldInfo Status = Private(Protocol, "serverStatus");
    private static readonly FieldInfo Stream = Private(Protocol, "stream");
    private static readonly PropertyInfo SocketOf = Stream.FieldType.GetProperty(
        "Socket", BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic) ?? throw Changed("Socket");

    /// <summary>Makes the call; after <paramref name="limit"/> closes the connection's socket, which ends the call.</summary>
    /// <exception cref="TimeoutException">The limit was reached; the connection cannot be used any more.</exception>
    public static async Task RunAsync(MySqlConnection connection, Func<Task> call, TimeSpan limit)
    {
        // On another thread: parts of the driver's asynchronous calls block the thread that makes them, closing a
        // connection with an unread answer among them.
        var answer = Task.Run(call);
        try
        {
            await answer.WaitAsync(limit);
        }
        catch (TimeoutException) when (!answer.IsCompleted)
        {
            // The call ends with a fault, which is ours; waiting for it keeps the connection from two users at once.
            await Task.WhenAny(CloseUntilEndedAsync(connection, answer), Task.Delay(Grace, CancellationToken.None));
            throw;
        }
    }

    /// <summary>Again and again, because a connection that is being opened gets its socket late.</summary>
    private static async Task CloseUntilEndedAsync(MySqlConnection connection, Task answer)
    {
        while (!answer.IsCompleted)
        {
            CloseSocket(connection);
            await Task.WhenAny(answer, Task.Delay(Again, CancellationToken.None));
        }
        _ = answer.Exception;
    }

    private static void CloseSocket(MySqlConnection connection)
    {
        if (Driver.GetValue(connection) is not { } driver || Handler.GetValue(driver) is not { } handler
            || Stream.GetValue(handler) is not { } stream || SocketOf.GetValue(stream) is not Socket socket)
            return;

        // "In a transaction" would make the driver open a second connection, without a limit, when the first one fails.
        Status.SetValue(handler, Enum.ToObject(Status.FieldType, 0));
        try
        {
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
        {
            // The other side was faster.
        }
    }

    private static FieldInfo Private(Type type, string name) =>
        type.GetField(name, BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public) ?? throw Changed(name);

    private static MissingMemberException Changed(string name) =>
        new($"MySQL Connector/NET has no member {name} any more: see docs/decisions/0003-mysql-driver.md before its version is changed.");
}
