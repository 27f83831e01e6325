using FaceAuth.Accounts.Devices;
using FaceAuth.Accounts.SignIn.Failures;
using FaceAuth.Database;
using FaceAuth.Email;
using FaceAuth.Ledger;
using Microsoft.Extensions.Options;

namespace FaceAuth.Accounts.SignIn;

/// <summary>
/// The end of every sign-in, whatever it was proven with: the row, the mail with its "this wasn't me" link, the device,
/// and the counter of its way set back, in one transaction. The session is begun by the caller after that: a crash in
/// between leaves a mail too many, never a session unseen.
/// </summary>
public sealed class SignInFinisher(
    Db db, AccountStore accounts, SignInStore store, SealedOrigins origins, RememberedDevices devices, FailureCounters counters,
    DisownLinks links, DisownLinkStore linkStore, Outbox outbox, SignInMails mails, LedgerWriter ledger, IOptions<SignInOptions> options,
    TimeProvider clock)
{
    /// <summary>Finishes a sign-in in a transaction of its own; null where the account was deleted meanwhile.</summary>
    public async Task<FinishedSignIn?> FinishAsync(Account account, SignInProof proof, RequestOrigin origin, CancellationToken ct) =>
        await FinishAsync(await PrepareAsync(NewId(), account, proof, origin, remember: false, oldDeviceToken: null, ct), alsoAsync: null, ct);

    /// <summary>Finishes what was prepared in a transaction of its own; null where the account was deleted meanwhile.</summary>
    /// <param name="prepared">The sign-in.</param>
    /// <param name="alsoAsync">What else belongs into the transaction, under the account's lock; where it answers false nothing is
    /// written.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<FinishedSignIn?> FinishAsync(PreparedSignIn prepared, Func<DbSession, Task<bool>>? alsoAsync, CancellationToken ct)
    {
        var finished = await db.WriteAsync(async tx =>
            await accounts.LockAsync(tx, prepared.Result.Account.AccountId)
            && (alsoAsync is null || await alsoAsync(tx))
            && await WriteAsync(tx, prepared), ct);
        outbox.Nudge();
        return finished ? prepared.Result : null;
    }

    /// <summary>An id for a sign-in that was not pending.</summary>
    public static string NewId() => Guid.CreateVersion7().ToString();

    /// <summary>Seals what finishing writes; nothing is stored yet.</summary>
    /// <param name="id">The sign-in's id; that of the pending sign-in where there was one, so that what was used up for it is
    /// found again.</param>
    /// <param name="account">Whose sign-in.</param>
    /// <param name="proof">What it was proven with.</param>
    /// <param name="origin">Where it comes from.</param>
    /// <param name="remember">The member wants the browser remembered.</param>
    /// <param name="oldDeviceToken">What the browser's cookie holds, where it is remembered for anybody.</param>
    /// <param name="ct">Ends the wait for the keys.</param>
    public async Task<PreparedSignIn> PrepareAsync(
        string id, Account account, SignInProof proof, RequestOrigin origin, bool remember, string? oldDeviceToken, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var heldUntil = HeldUntil(proof, now);
        var device = remember && proof.Device is null
            ? await devices.PrepareAsync(account.AccountId, id, origin, heldUntil?.ToUnixTimeMilliseconds(), oldDeviceToken, ct)
            : null;
        var row = new SignInRow
        {
            Id = id,
            AccountId = account.Id,
            Outcome = nameof(SignInOutcome.Finished),
            Method = proof.Method.ToString(),
            DeviceId = device?.Device.Id ?? proof.Device?.Id,
            HeldUntil = heldUntil?.ToUnixTimeMilliseconds(),
            LowLiveness = proof.LowLiveness,
            SealedOrigin = await origins.SealAsync(account.AccountId, id, SignInHistory.OriginField, origin, ct),
            At = now.ToUnixTimeMilliseconds(),
        };
        var (address, link) = links.New(account.AccountId, id);
        var mail = await outbox.SealAsync(
            proof.Method == SignInMethod.Registration
                ? mails.Welcome(account, origin, now, address)
                : mails.Finished(account, proof, origin, now, heldUntil, device is not null, address),
            ct);
        return new PreparedSignIn(
            new FinishedSignIn(account, id, proof.Method, row.DeviceId, heldUntil, device?.Token), row, device, link, mail, proof,
            await NotesAsync(row, device, proof, origin, ct));
    }

    /// <summary>Writes a finished sign-in; false where the account was deleted or closed meanwhile, and nothing was written.</summary>
    public async Task<bool> WriteAsync(DbSession tx, PreparedSignIn prepared)
    {
        var account = prepared.Result.Account.AccountId;
        // Every way in ends here, so that one line keeps a closed account closed.
        if (!await accounts.LockAsync(tx, account) || await accounts.FindAsync(tx, account) is not { ClosedAt: null })
            return false;
        await store.InsertAsync(tx, prepared.Row);
        if (prepared.NewDevice is { } added)
            await devices.AddAsync(tx, added);
        else if (prepared.Proof.Device is { } used)
            await devices.TouchAsync(tx, used);
        await OpenWaysAsync(tx, account, prepared.Proof);
        await linkStore.InsertAsync(tx, prepared.Link);
        await outbox.AddAsync(tx, prepared.Mail);
        foreach (var note in prepared.Notes)
            await ledger.AppendAsync(tx, note);
        return true;
    }

    private async Task<IReadOnlyList<SealedLedgerEvent>> NotesAsync(
        SignInRow row, NewDevice? device, SignInProof proof, RequestOrigin origin, CancellationToken ct)
    {
        var details = LedgerNotes.DetailsOf(origin, ("method", proof.Method.ToString()));
        var notes = new List<SealedLedgerEvent>
        {
            await ledger.SealAsync(new LedgerEvent(LedgerKinds.SignInFinished, row.AccountId, row.AccountId, row.Id, details), ct),
        };
        if (device is not null)
            notes.Add(await ledger.SealAsync(LedgerKinds.DeviceRemembered, AccountId.Parse(row.AccountId), device.Device.Id, origin, ct));
        return notes;
    }

    // A success ends the row of failures of its own way only: of one who fails from afar, the member's own sign-ins at
    // home must not set the counter back. A recovery opens everything.
    private async Task OpenWaysAsync(DbSession tx, AccountId account, SignInProof proof)
    {
        if (proof.Method is SignInMethod.Recovery or SignInMethod.BreakGlass or SignInMethod.Passkey)
        {
            await accounts.OpenFaceAsync(tx, account);
            foreach (var way in Enum.GetValues<SignInWay>())
                await counters.OpenAsync(tx, account, way);
        }
        else
        {
            await counters.OpenAsync(tx, account, counters.WayOf(proof.Device));
        }
    }

    // A device that is on hold itself lends no more than a mailed code did when it was remembered.
    private DateTimeOffset? HeldUntil(SignInProof proof, DateTimeOffset now) => proof switch
    {
        { Method: not SignInMethod.Face } => null,
        { Device: { } device } => device.HeldAt(now.ToUnixTimeMilliseconds()) is { } end ? DateTimeOffset.FromUnixTimeMilliseconds(end) : null,
        { ByMailOnly: true } => now + options.Value.Hold,
        _ => throw new InvalidOperationException("A face alone finishes no sign-in on a device that is not remembered."),
    };
}

/// <summary>A sign-in sealed and ready to be written. Its <paramref name="Notes"/> go onto the ledger, last of all.</summary>
public sealed record PreparedSignIn(
    FinishedSignIn Result, SignInRow Row, NewDevice? NewDevice, DisownLink Link, SealedMail Mail, SignInProof Proof,
    IReadOnlyList<SealedLedgerEvent> Notes);
