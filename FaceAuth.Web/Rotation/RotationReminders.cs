using FaceAuth.Accounts;
using FaceAuth.Database;
using FaceAuth.Email;
using FaceAuth.Keys;
using FaceAuth.Vault;

namespace FaceAuth.Rotation;

/// <summary>Mails members which passwords they are to change by hand: once for each time that one is due.</summary>
internal sealed partial class RotationReminders(
    Db db, AccountStore accounts, VaultStore entries, UnattendedVaults vaults, RotationMails mails, Outbox outbox, TimeProvider clock, ILogger<RotationReminders> log)
{
    private const int Batch = 500;

    /// <summary>Sends what is due; returns how many members were told.</summary>
    public async Task<int> SendAsync(CancellationToken ct)
    {
        var told = 0;
        var due = await db.ReadAsync(session => entries.ListToRemindAsync(session, clock.GetUtcNow().ToUnixTimeMilliseconds(), Batch), ct);
        foreach (var member in due.GroupBy(row => row.AccountId))
        {
            if (await TellAsync(AccountId.Parse(member.Key), [.. member], ct))
                told++;
        }
        outbox.Nudge();
        return told;
    }

    private async Task<bool> TellAsync(AccountId id, IReadOnlyList<VaultEntryRow> due, CancellationToken ct)
    {
        if (await db.ReadAsync(session => accounts.FindAsync(session, id), ct) is not { } account)
            return false;
        var mail = await outbox.SealAsync(mails.Reminder(account, await NamesAsync(id, due, ct), clock.GetUtcNow()), ct);
        return await db.WriteAsync(async tx =>
        {
            if (!await accounts.LockAsync(tx, id))
                return false;
            var first = false;
            foreach (var row in due)
                first |= await entries.NoteRemindedAsync(tx, id, row.Id, row.RotateAt!.Value);
            if (first)
                await outbox.AddAsync(tx, mail);
            return first;
        }, ct);
    }

    private async Task<IReadOnlyList<string>> NamesAsync(AccountId account, IReadOnlyList<VaultEntryRow> due, CancellationToken ct)
    {
        var names = new List<string>(due.Count);
        using var vault = await TryOpenAsync(account, ct);
        foreach (var row in due)
            names.Add(await NameAsync(vault, row.Id, ct) ?? "an entry that does not open");
        return names;
    }

    private static async Task<string?> NameAsync(UnattendedVault? vault, string entry, CancellationToken ct)
    {
        try
        {
            return vault is not null && VaultEntryId.TryParse(entry, out var id) ? (await vault.FindAsync(id, ct))?.Card.Name : null;
        }
        catch (SealBrokenException)
        {
            return null;
        }
    }

    private async Task<UnattendedVault?> TryOpenAsync(AccountId account, CancellationToken ct)
    {
        try
        {
            return await vaults.OpenAsync(account, ct);
        }
        catch (SealBrokenException fault)
        {
            Log.Broken(log, account.ToString(), fault);
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The vault of account {Account} does not open.")]
        public static partial void Broken(ILogger logger, string account, Exception fault);
    }
}
