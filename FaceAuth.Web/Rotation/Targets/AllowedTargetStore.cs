using FaceAuth.Database;

namespace FaceAuth.Rotation.Targets;

/// <summary>The table <c>allowed_targets</c>: where targets may be. It belongs to the installation, and to no account.</summary>
public sealed class AllowedTargetStore
{
    private const string Columns = "id, host, port, plain_text, added_by, created_at";

    /// <summary>The whole list, by name.</summary>
    public Task<IReadOnlyList<AllowedTarget>> ListAsync(DbSession session) =>
        session.QueryAsync<AllowedTarget>($"SELECT {Columns} FROM allowed_targets ORDER BY host, port");

    /// <summary>What the list says about a port, for any host.</summary>
    public Task<IReadOnlyList<AllowedTarget>> ListAsync(DbSession session, int port) =>
        session.QueryAsync<AllowedTarget>($"SELECT {Columns} FROM allowed_targets WHERE port = @Port", new { Port = port });

    /// <summary>One row, or null.</summary>
    public Task<AllowedTarget?> FindAsync(DbSession session, string id) =>
        session.FindAsync<AllowedTarget>($"SELECT {Columns} FROM allowed_targets WHERE id = @Id", new { Id = id });

    /// <summary>Adds a row; false where host and port are there already.</summary>
    public Task<bool> TryInsertAsync(DbSession tx, AllowedTarget row) =>
        tx.TryInsertAsync(
            """
            INSERT INTO allowed_targets (id, host, port, plain_text, added_by, created_at)
            VALUES (@Id, @Host, @Port, @PlainText, @AddedBy, @CreatedAt)
            """,
            row);

    /// <summary>Removes a row; of two that do at once, one gets true.</summary>
    public async Task<bool> TryDeleteAsync(DbSession tx, string id) =>
        await tx.ExecuteAsync("DELETE FROM allowed_targets WHERE id = @Id", new { Id = id }) == 1;
}

/// <summary>One line of the list.</summary>
public sealed record AllowedTarget
{
    public string Id { get; init; } = "";

    /// <summary>A name, <c>*.a.name</c> or an address, as <see cref="TargetHost"/> writes it.</summary>
    public string Host { get; init; } = "";

    public int Port { get; init; }

    /// <summary>1 where it may be reached without TLS.</summary>
    public long PlainText { get; init; }

    /// <summary>The administrator's account.</summary>
    public string AddedBy { get; init; } = "";

    public long CreatedAt { get; init; }

    /// <summary>It may be reached without TLS.</summary>
    public bool PlainTextAllowed => PlainText != 0;
}
