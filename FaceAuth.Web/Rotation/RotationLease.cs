using System.Data.Common;
using FaceAuth.Accounts;
using FaceAuth.Database;
using FaceAuth.Rotation.Targets;

namespace FaceAuth.Rotation;

/// <summary>
/// A rotation that belongs to this process for a while. Every write names the lease and tells whether it still holds; a
/// process that slept through its end writes nothing more.
/// </summary>
internal sealed class RotationLease(Db db, RotationStore store, RotationRow row, string id, DateTimeOffset until, RotationOptions options, TimeProvider clock)
{
    private DateTimeOffset _until = until;

    /// <summary>The rotation, as this process left it.</summary>
    public RotationRow Row { get; private set; } = row;

    /// <summary>The lease's id.</summary>
    public string Id { get; } = id;

    public AccountId Account { get; } = AccountId.Parse(row.AccountId);

    public RotationState State => Enum.Parse<RotationState>(Row.State);

    /// <summary>Renews it; false where it is lost.</summary>
    public async Task<bool> RenewAsync(CancellationToken ct)
    {
        var until = clock.GetUtcNow() + options.Lease; // counted from before the question: the answer may take its time
        if (!await db.WriteAsync(tx => store.RenewAsync(tx, Row.Id, Id, until.ToUnixTimeMilliseconds()), ct))
            return false;
        _until = until;
        return true;
    }

    /// <summary>Takes a step and renews the lease with it, in a transaction of its own; false where the lease is lost.</summary>
    public Task<bool> StepAsync(RotationState state, CancellationToken ct) => StepAsync(state, Row, null, ct);

    /// <summary>The same with other changes to the row, and after other work in the same transaction, which is undone where the lease is lost.</summary>
    public async Task<bool> StepAsync(RotationState state, RotationRow changed, Func<DbSession, Task>? work, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var until = now + options.Lease;
        try
        {
            await db.WriteAsync(async tx =>
            {
                if (work is not null)
                    await work(tx);
                if (!await store.StepAsync(tx, changed, Id, state, until.ToUnixTimeMilliseconds(), now.ToUnixTimeMilliseconds()))
                    throw new LeaseLostException();
            }, ct);
        }
        catch (LeaseLostException)
        {
            return false;
        }
        Row = changed with { State = state.ToString() };
        _until = until;
        return true;
    }

    /// <summary>
    /// The rest of the lease is longer than whatever may happen at the target from here on: the sleep that its connection
    /// survives, the statement, and the difference of two clocks. Who takes over after it finds the target at rest.
    /// </summary>
    public bool Outlasts(TargetLimits limits) => _until - clock.GetUtcNow() > limits.Fence + limits.Statement + options.ClockMargin;

    /// <summary>Renews it until it is told to stop or the lease is lost, which <paramref name="lost"/> is told.</summary>
    public async Task BeatAsync(CancellationTokenSource lost, CancellationToken stop)
    {
        try
        {
            while (!stop.IsCancellationRequested)
            {
                await Task.Delay(options.Lease / 3, clock, stop);
                if (await TryRenewAsync(stop))
                    continue;
                await lost.CancelAsync();
                return;
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The work is done.
        }
    }

    // Without an answer of the database it is tried again at the next beat: what is written under it says whether it has run out.
    private async Task<bool> TryRenewAsync(CancellationToken ct)
    {
        try
        {
            return await RenewAsync(ct);
        }
        catch (Exception fault) when (fault is DatabaseUnavailableException or DbException)
        {
            return true;
        }
    }

    /// <summary>The lease belongs to another process, or the rotation is over.</summary>
    internal sealed class LeaseLostException : Exception;
}
