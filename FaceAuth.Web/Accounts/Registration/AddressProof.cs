using FaceAuth.Ledger;
using System.Security.Cryptography;
using System.Text;
using FaceAuth.Database;
using FaceAuth.Keys;

namespace FaceAuth.Accounts.Registration;

/// <summary>
/// What the mailed code and link do. Both work only in the browser that began the registration: whoever merely reads the
/// mailbox, or is made to click, cannot finish what somebody else began. Opened elsewhere, the link can only disown it.
/// </summary>
public sealed class AddressProof(
    Db db, RegistrationStore store, AccountStore accounts, EnrolledPhotoStore photos, KeyRing keys, LookupHash hash, LedgerWriter ledger,
    TimeProvider clock)
{
    /// <summary>The attempt that a mailed link belongs to, or null.</summary>
    public Task<PendingRegistration?> FindByLinkAsync(string linkToken, CancellationToken ct) =>
        db.ReadAsync(session => store.FindByLinkAsync(session, hash.Of(LookupKinds.RegistrationLink, linkToken), Now()), ct);

    /// <summary>Proves the address with a typed code; each call uses one try.</summary>
    public async Task<ProveResult> ProveByCodeAsync(PendingRegistration registration, string code, CancellationToken ct)
    {
        var typed = hash.Of(LookupKinds.RegistrationCode(registration.Owner), code.Trim());
        var note = await NoteAsync(registration, ct);
        return await db.WriteAsync(async tx =>
        {
            if (!await store.UseTryAsync(tx, registration.Owner, Now()))
                return new ProveResult.CodeOver();
            var current = await store.FindByBrowserAsync(tx, registration.BrowserHash, Now());
            return current is { CodeHash: { } expected } && SameHash(typed, expected)
                ? await FinishAsync(tx, current, note)
                : new ProveResult.WrongCode((int)(current?.CodeTriesLeft ?? 0));
        }, ct);
    }

    /// <summary>Proves the address with the mailed link, in the browser that began.</summary>
    public async Task<ProveResult> ProveByLinkAsync(PendingRegistration registration, string linkToken, CancellationToken ct)
    {
        var followed = hash.Of(LookupKinds.RegistrationLink, linkToken);
        var note = await NoteAsync(registration, ct);
        return await db.WriteAsync(async tx =>
        {
            var current = await store.FindByLinkAsync(tx, followed, Now());
            return current is not null && SameHash(current.BrowserHash, registration.BrowserHash)
                ? await FinishAsync(tx, current, note)
                : new ProveResult.CodeOver();
        }, ct);
    }

    /// <summary>"Not me": the attempt and all that belongs to it is deleted. False where it was gone.</summary>
    public async Task<bool> DisownAsync(string linkToken, CancellationToken ct)
    {
        var followed = hash.Of(LookupKinds.RegistrationLink, linkToken);
        return await db.WriteAsync(async tx =>
            await store.FindByLinkAsync(tx, followed, Now()) is { } registration && await DiscardAsync(tx, registration.Owner), ct);
    }

    /// <summary>Deletes everything that is unproven and whose time is over, in batches, each in one transaction.</summary>
    public async Task PurgeExpiredAsync(CancellationToken ct)
    {
        const int batch = 200;
        IReadOnlyList<string> expired;
        do
        {
            expired = await db.ReadAsync(session => store.ListExpiredAsync(session, Now(), batch), ct);
            await db.WriteAsync(async tx =>
            {
                foreach (var id in expired)
                    await DiscardAsync(tx, AccountId.Parse(id));
            }, ct);
        }
        while (expired.Count == batch);
    }

    private async Task<ProveResult> FinishAsync(DbSession tx, PendingRegistration registration, SealedLedgerEvent note)
    {
        // The last photo may have been removed after the mail was sent.
        if (await photos.CountAsync(tx, registration.Owner) == 0)
            return new ProveResult.NoPhotos();
        if (!await store.DeleteAsync(tx, registration.Owner))
            return new ProveResult.CodeOver();
        var account = new Account
        {
            Id = registration.AccountId,
            Email = registration.Email,
            Name = registration.Name,
            IsAdmin = false,
            CreatedAt = Now(),
        };
        if (!await accounts.TryInsertAsync(tx, account))
        {
            // Somebody proved the same address a moment before; this browser has proven it too and may know.
            await photos.DeleteAllAsync(tx, registration.Owner, Now());
            await keys.ForgetAccountAsync(tx, registration.AccountId);
            return new ProveResult.HasAccount();
        }
        await accounts.InsertConsentAsync(tx, registration.Owner, registration.NoticeVersion, registration.AcceptedAt);
        await ledger.AppendAsync(tx, note);
        return new ProveResult.Proven(account);
    }

    // Without a network and a device: the sign-in that follows in the same breath has them.
    private ValueTask<SealedLedgerEvent> NoteAsync(PendingRegistration registration, CancellationToken ct) =>
        ledger.SealAsync(LedgerKinds.Registered, registration.Owner, "", origin: null, ct);

    private async Task<bool> DiscardAsync(DbSession tx, AccountId id)
    {
        if (!await store.DeleteAsync(tx, id))
            return false;
        await photos.DeleteAllAsync(tx, id, Now());
        await keys.ForgetAccountAsync(tx, id.ToString());
        return true;
    }

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private static bool SameHash(string one, string other) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(one), Encoding.ASCII.GetBytes(other));
}

/// <summary>How proving an address ended.</summary>
public abstract record ProveResult
{
    private ProveResult() { }

    /// <summary>The registration is an account now.</summary>
    public sealed record Proven(Account Account) : ProveResult;

    /// <summary>The code is not the one that was mailed last; so many tries are left.</summary>
    public sealed record WrongCode(int TriesLeft) : ProveResult;

    /// <summary>Code or link cannot be used (any more): no try left, too old, used, or replaced by a later one.</summary>
    public sealed record CodeOver : ProveResult;

    /// <summary>There is no photo to make an account with.</summary>
    public sealed record NoPhotos : ProveResult;

    /// <summary>The address got an account in the meantime.</summary>
    public sealed record HasAccount : ProveResult;
}
