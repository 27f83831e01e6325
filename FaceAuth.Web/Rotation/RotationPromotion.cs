using FaceAuth.Accounts;
using FaceAuth.Database;
using FaceAuth.Ledger;
using FaceAuth.Rotation.Targets;
using FaceAuth.Vault;

namespace FaceAuth.Rotation;

/// <summary>Makes a candidate the entry's password: card, history, next due instant, ledger and the rotation's end in one transaction.</summary>
internal sealed partial class RotationPromotion(
    Db db, AccountStore accounts, VaultStore entries, VaultSecretStore secrets, RotationStore rotations, RotationSchedules schedules,
    LedgerWriter ledger, TimeProvider clock, ILogger<RotationPromotion> log)
{
    /// <summary>Promotes; always false, because nothing follows. Where the entry is changed meanwhile, it is read anew.</summary>
    public async Task<bool> PromoteAsync(RotationWork work, CancellationToken ct)
    {
        const int attempts = 5;
        for (var attempt = 1; ; attempt++)
        {
            var opened = attempt == 1 ? work.Opened : await work.Vault.FindAsync(work.Entry, ct);
            if (opened is null)
                return false; // erased for good, and the rotation with it
            try
            {
                await TryPromoteAsync(work, opened, ct);
                Log.Promoted(log, work.Lease.Row.Id);
                return false;
            }
            catch (ChangedMeanwhileException) when (attempt < attempts)
            {
                // Its member saved the entry between our reading and our writing.
            }
            catch (RotationLease.LeaseLostException)
            {
                return false;
            }
        }
    }

    private async Task TryPromoteAsync(RotationWork work, OpenedEntry opened, CancellationToken ct)
    {
        var lease = work.Lease;
        var version = checked((int)lease.Row.Candidate);
        var now = clock.GetUtcNow();
        var at = now.ToUnixTimeMilliseconds();
        var card = opened.Card with { Password = version, UserName = work.Alternates ? work.UserName : opened.Card.UserName };
        var again = work.Alternates && lease.Row.Further > 0;
        var row = opened.Row with
        {
            SealedCard = work.Vault.Seal(card, work.Entry, opened.Row.CardVersion + 1),
            CardVersion = opened.Row.CardVersion + 1,
            UpdatedAt = at,
            PasswordChangedAt = at,
            RotateAt = again ? at : schedules.Next(work.Settings, now),
        };
        // Of two accounts both have to change before a mark is lifted, whatever the rotation was begun for.
        var keepsMark = again || work.Alternates && lease.Row.Cause != nameof(RotationCause.Turn);
        var note = await ledger.SealAsync(
            new LedgerEvent(LedgerKinds.PasswordRotated, lease.Row.AccountId, Actor: "", lease.Row.EntryId, [("entry", card.Name), ("rotation", lease.Row.Id)]), ct);
        var following = again ? Following(lease.Row, at) : null;
        await db.WriteAsync(async tx =>
        {
            if (!await accounts.LockAsync(tx, lease.Account)
                || !await rotations.FinishAsync(tx, lease.Row, lease.Id, RotationState.Promoted, work.Target.NotifyAfter ? at : null, at))
                throw new RotationLease.LeaseLostException();
            if (!await entries.PromoteAsync(tx, row with { VaultVersion = await entries.CountChangeAsync(tx, lease.Account, at) }, opened.Row.CardVersion, lease.Row.CreatedAt, keepsMark))
                throw new ChangedMeanwhileException();
            if (!await secrets.PromoteAsync(tx, lease.Account, work.Entry, version, at))
                throw new InvalidOperationException("The candidate is gone.");
            if (following is not null)
                await rotations.TryInsertAsync(tx, following);
            await ledger.AppendAsync(tx, note);
        }, ct);
    }

    // The other one of two accounts that take turns, where both may be known to somebody.
    private static RotationRow Following(RotationRow row, long now) => new()
    {
        Id = RotationId.New().ToString(), AccountId = row.AccountId, EntryId = row.EntryId, Kind = row.Kind, HostKey = row.HostKey,
        Cause = nameof(RotationCause.Turn), State = nameof(RotationState.Planned), Further = row.Further - 1, DueAt = now, CreatedAt = now,
    };

    private sealed class ChangedMeanwhileException : Exception;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Rotation {Rotation} is over: its candidate is the password now.")]
        public static partial void Promoted(ILogger logger, string rotation);
    }
}
