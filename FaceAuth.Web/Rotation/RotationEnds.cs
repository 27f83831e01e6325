using FaceAuth.Accounts;
using FaceAuth.Database;
using FaceAuth.Email;
using FaceAuth.Ledger;
using FaceAuth.Rotation.Targets;
using FaceAuth.Vault;
using Microsoft.Extensions.Options;

namespace FaceAuth.Rotation;

/// <summary>How an attempt ends that brings no new password: given back to be tried again later, given up, or left to a person.</summary>
internal sealed partial class RotationEnds(
    Db db, AccountStore accounts, RotationStore rotations, UnattendedVaults vaults, RotationMails mails, Outbox outbox, LedgerWriter ledger,
    IOptions<RotationOptions> options, TimeProvider clock, ILogger<RotationEnds> log)
{
    /// <summary>What waiting rarely mends: a person is asked after so many failures.</summary>
    private const int LastingAttempts = 3;

    private static readonly TimeSpan WriteLimit = TimeSpan.FromSeconds(15);

    /// <summary>Gives a rotation back after a failure: to be tried again after a wait that doubles, or to a person where that is no use.</summary>
    /// <param name="lease">The rotation.</param>
    /// <param name="state">Where it goes on.</param>
    /// <param name="fault">What happened.</param>
    public Task FailAsync(RotationLease lease, RotationState state, TargetFault fault) => FailAsync(lease, state, fault, again: false);

    /// <summary>The same; <paramref name="again"/> where waiting and trying again is the way on, as there is more to ask for.</summary>
    public async Task FailAsync(RotationLease lease, RotationState state, TargetFault fault, bool again)
    {
        var asked = false;
        if (NeedsPerson(lease.Row, state, fault, again))
            await WriteAsync(lease, async ct => asked = await AskPersonAsync(lease, fault, ct));
        if (asked)
        {
            Log.Failed(log, lease.Row.Id, RotationState.Attention, fault.Kind, fault.Code);
            return;
        }
        // Also where nobody could be asked: the key service is away, or the account is gone. It is tried again, and asked again then.
        await WriteAsync(lease, async ct =>
        {
            if (await db.WriteAsync(tx => rotations.FailAsync(tx, lease.Row, lease.Id, state, fault, DueAt(lease.Row.Attempts), Now()), ct))
                Log.Failed(log, lease.Row.Id, state, fault.Kind, fault.Code);
        });
    }

    /// <summary>Gives a rotation back as it is: the program ends. The next process takes it at once.</summary>
    public Task ReleaseAsync(RotationLease lease) =>
        WriteAsync(lease, ct => db.WriteAsync(tx => rotations.RenewAsync(tx, lease.Row.Id, lease.Id, until: 0), ct));

    /// <summary>Gives up a rotation that has not touched its target.</summary>
    public Task CancelAsync(RotationLease lease) =>
        WriteAsync(lease, ct => db.WriteAsync(tx => rotations.FinishAsync(tx, lease.Row, lease.Id, RotationState.Cancelled, null, Now()), ct));

    /// <summary>Entry or plan are gone: given up where nothing was touched, else left to a person.</summary>
    public Task EntryGoneAsync(RotationLease lease, bool touched) =>
        touched ? FailAsync(lease, lease.State, new TargetFault(TargetFaultKind.CredentialMissing)) : CancelAsync(lease);

    // Under a limit that begins here: what ended the work before, a limit of its own among others, must not keep its end from
    // being written down.
    private async Task WriteAsync(RotationLease lease, Func<CancellationToken, Task> write)
    {
        using var limit = new CancellationTokenSource(WriteLimit, clock);
        try
        {
            await write(limit.Token);
        }
        catch (Exception broken)
        {
            // The lease runs out, and another attempt finds the rotation as it was left.
            Log.NotWritten(log, lease.Row.Id, broken);
        }
    }

    private bool NeedsPerson(RotationRow row, RotationState next, TargetFault fault, bool again) => fault.Kind switch
    {
        // Nothing that a wait would mend.
        TargetFaultKind.AcceptsAnything or TargetFaultKind.EntryBroken => true,
        // Twice: a replica may have lagged behind.
        TargetFaultKind.NoneAccepted when !again => row.Fault == nameof(TargetFaultKind.NoneAccepted),
        TargetFaultKind.NotAllowed or TargetFaultKind.CredentialMissing or TargetFaultKind.TlsFailed or TargetFaultKind.SignInNotSupported
            or TargetFaultKind.NoPrivilege or TargetFaultKind.AccountMissing or TargetFaultKind.Expired
            or TargetFaultKind.PasswordRefused or TargetFaultKind.Overtaken => row.Attempts + 1 >= LastingAttempts,
        // Not the account, which is asked next what it accepts: the administrator, whom many tries lock out.
        TargetFaultKind.Denied when next == RotationState.Stored => row.Attempts + 1 >= LastingAttempts,
        _ => row.Attempts + 1 >= options.Value.MaxAttempts,
    };

    private async Task<bool> AskPersonAsync(RotationLease lease, TargetFault fault, CancellationToken ct)
    {
        var account = await db.ReadAsync(session => accounts.FindAsync(session, lease.Account), ct);
        var mail = account is null ? null : await outbox.SealAsync(mails.NeedsAttention(account, await NameAsync(lease, ct), lease.Row.EntryId, fault, clock.GetUtcNow()), ct);
        var note = await ledger.SealAsync(
            new LedgerEvent(LedgerKinds.RotationNeedsAttention, lease.Row.AccountId, Actor: "", lease.Row.EntryId, [("reason", fault.Kind.ToString())]), ct);
        var now = Now();
        var written = await db.WriteAsync(async tx =>
        {
            if (!await accounts.LockAsync(tx, lease.Account)
                || !await rotations.FailAsync(tx, lease.Row, lease.Id, RotationState.Attention, fault, now, now))
                return false;
            if (mail is not null)
                await outbox.AddAsync(tx, mail);
            await ledger.AppendAsync(tx, note);
            return true;
        }, ct);
        outbox.Nudge();
        return written;
    }

    // The mail goes out also where the entry's name does not open.
    private async Task<string?> NameAsync(RotationLease lease, CancellationToken ct)
    {
        try
        {
            using var vault = await vaults.OpenAsync(lease.Account, ct);
            return vault is not null && VaultEntryId.TryParse(lease.Row.EntryId, out var id) ? (await vault.FindAsync(id, ct))?.Card.Name : null;
        }
        catch (Exception fault) when (fault is Keys.SealBrokenException or Keys.KeyServiceException)
        {
            return null;
        }
    }

    private long DueAt(long attempts) => Now() + BackOff.After(attempts, options.Value);

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Rotation {Rotation} goes on from {State} later: {Fault} {Code}")]
        public static partial void Failed(ILogger logger, string rotation, RotationState state, TargetFaultKind fault, string code);

        [LoggerMessage(2, LogLevel.Error, "What became of rotation {Rotation} could not be written down; its lease runs out.")]
        public static partial void NotWritten(ILogger logger, string rotation, Exception fault);
    }
}
