using FaceAuth.Accounts;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Database;
using FaceAuth.Email;
using FaceAuth.Keys;
using Microsoft.Extensions.Options;

namespace FaceAuth.Vault.Reveals;

/// <summary>Mails a member what was shown in a session, once, when it is over.</summary>
public sealed class RevealDigests(
    Db db, AccountStore accounts, RevealStore store, ShownSecrets shown, DisownLinks links, DisownLinkStore linkStore, RevealMails mails,
    Outbox outbox, IOptions<SignInOptions> options, TimeProvider clock)
{
    private const int Batch = 100;

    /// <summary>Mails about every session that is over; returns how many.</summary>
    public async Task<int> SendAsync(CancellationToken ct)
    {
        var sent = 0;
        foreach (var session in await db.ReadAsync(read => store.ListEndedAsync(read, Now(), Batch), ct))
        {
            if (await SendAsync(AccountId.Parse(session.AccountId), session.SessionId, ct))
                sent++;
        }
        outbox.Nudge();
        return sent;
    }

    /// <summary>Deletes reveals that are older than the history of sign-ins reaches back.</summary>
    public Task<int> PruneAsync(CancellationToken ct) =>
        db.WriteAsync(tx => store.DeleteBeforeAsync(tx, (clock.GetUtcNow() - options.Value.History).ToUnixTimeMilliseconds()), ct);

    private async Task<bool> SendAsync(AccountId id, string sessionId, CancellationToken ct)
    {
        var (account, rows) = await db.ReadAsync(
            async read => (await accounts.FindAsync(read, id), await store.ListUnmailedAsync(read, id, sessionId)), ct);
        if (account is null || rows.Count == 0)
            return false;
        var (address, link) = links.New(id, rows[0].SignInId);
        var mail = await outbox.SealAsync(mails.Digest(account, await shown.OpenAsync(id, rows, ct), clock.GetUtcNow(), address), ct);
        return await db.WriteAsync(async tx =>
        {
            // Of two processes at one session one mails: the other finds its rows told. Asked before anything is written: a mail
            // that is not sent must not count for those of its rows that were still to tell.
            if (!await accounts.LockAsync(tx, id)
                || !(await store.ListUnmailedAsync(tx, id, sessionId)).Select(row => row.Id).SequenceEqual(rows.Select(row => row.Id)))
                return false;
            await store.NoteMailedAsync(tx, id, [.. rows.Select(row => row.Id)], Now());
            await linkStore.InsertAsync(tx, link);
            await outbox.AddAsync(tx, mail);
            return true;
        }, ct);
    }

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
