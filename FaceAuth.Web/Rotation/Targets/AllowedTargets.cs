using FaceAuth.Accounts;
using FaceAuth.Database;
using FaceAuth.Ledger;

namespace FaceAuth.Rotation.Targets;

/// <summary>
/// The administrators' list of the hosts and ports that this site may connect to for its members. Without it a member could let
/// the site speak to whatever its network reaches.
/// </summary>
public sealed class AllowedTargets(Db db, AllowedTargetStore store, LedgerWriter ledger, TimeProvider clock)
{
    /// <summary>The list, by host.</summary>
    public Task<IReadOnlyList<AllowedTarget>> ListAsync(CancellationToken ct) => db.ReadAsync(store.ListAsync, ct);

    /// <summary>Puts a host on the list.</summary>
    /// <param name="by">The administrator.</param>
    /// <param name="host">A name, <c>*.a.name</c> for all names below one (at public addresses only), or an address.</param>
    /// <param name="port">1 to 65535.</param>
    /// <param name="plainText">It may be reached without TLS.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<AllowTargetResult> AddAsync(AccountId by, string host, int port, bool plainText, CancellationToken ct)
    {
        if (!TargetHost.TryParsePattern(host, out var pattern))
            return new AllowTargetResult.NotAHost();
        if (port is < 1 or > 65535)
            return new AllowTargetResult.NotAPort();
        var row = new AllowedTarget
        {
            Id = Guid.CreateVersion7().ToString(),
            Host = pattern,
            Port = port,
            PlainText = plainText ? 1 : 0,
            AddedBy = by.ToString(),
            CreatedAt = clock.GetUtcNow().ToUnixTimeMilliseconds(),
        };
        var note = await SealAsync(LedgerKinds.TargetAllowed, by, row, ct);
        var added = await db.WriteAsync(async tx =>
        {
            if (!await store.TryInsertAsync(tx, row))
                return false;
            await ledger.AppendAsync(tx, note);
            return true;
        }, ct);
        return added ? new AllowTargetResult.Added(row) : new AllowTargetResult.AlreadyThere();
    }

    /// <summary>Takes a host off the list: nothing connects to it from now on.</summary>
    public async Task<DisallowTargetResult> RemoveAsync(AccountId by, string id, CancellationToken ct)
    {
        if (await db.ReadAsync(session => store.FindAsync(session, id), ct) is not { } row)
            return new DisallowTargetResult.NotThere();
        var note = await SealAsync(LedgerKinds.TargetDisallowed, by, row, ct);
        var removed = await db.WriteAsync(async tx =>
        {
            if (!await store.TryDeleteAsync(tx, row.Id))
                return false;
            await ledger.AppendAsync(tx, note);
            return true;
        }, ct);
        return removed ? new DisallowTargetResult.Removed(row) : new DisallowTargetResult.NotThere();
    }

    /// <summary>The line that lets a host be reached, or null. The name itself counts before a pattern, and a longer pattern before a shorter one.</summary>
    /// <param name="host">As <see cref="TargetHost.TryParse"/> writes it.</param>
    /// <param name="port">The port.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<AllowedTarget?> FindAsync(string host, int port, CancellationToken ct)
    {
        var lines = await db.ReadAsync(session => store.ListAsync(session, port), ct);
        return lines.FirstOrDefault(line => line.Host == host)
            ?? lines.Where(line => TargetHost.IsBelow(host, line.Host)).MaxBy(line => line.Host.Length);
    }

    private ValueTask<SealedLedgerEvent> SealAsync(string kind, AccountId by, AllowedTarget row, CancellationToken ct) =>
        ledger.SealAsync(
            new LedgerEvent(
                kind, "", by.ToString(), row.Id, [("target", $"{row.Host} {row.Port}"), ("plain text", row.PlainTextAllowed ? "allowed" : "no")]),
            ct);
}

/// <summary>How a host was put on the list.</summary>
public abstract record AllowTargetResult
{
    private AllowTargetResult() { }

    /// <summary>It is there now.</summary>
    public sealed record Added(AllowedTarget Target) : AllowTargetResult;

    /// <summary>Host and port were there, with or without plain text: it is removed first, and added anew.</summary>
    public sealed record AlreadyThere : AllowTargetResult;

    /// <summary>Neither a name nor <c>*.a.name</c> nor an address.</summary>
    public sealed record NotAHost : AllowTargetResult;

    /// <summary>Not 1 to 65535.</summary>
    public sealed record NotAPort : AllowTargetResult;
}

/// <summary>How a host was taken off the list.</summary>
public abstract record DisallowTargetResult
{
    private DisallowTargetResult() { }

    /// <summary>It is off.</summary>
    public sealed record Removed(AllowedTarget Target) : DisallowTargetResult;

    /// <summary>It was not there.</summary>
    public sealed record NotThere : DisallowTargetResult;
}
