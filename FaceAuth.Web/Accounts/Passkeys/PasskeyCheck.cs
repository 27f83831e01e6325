using FaceAuth.Database;

namespace FaceAuth.Accounts.Passkeys;

/// <summary>
/// Decides whether a response proves that its sender holds a member's passkey and was verified by it. An unknown
/// credential, a removed one and a wrong signature are one answer.
/// </summary>
public sealed partial class PasskeyCheck(
    Db db, AccountStore accounts, PasskeyStore store, SealedPasskeys sealedPasskeys, WebAuthn webAuthn, Ceremonies ceremonies,
    TimeProvider clock, ILogger<PasskeyCheck> log)
{
    /// <summary>Begins a check of somebody who has not said who they are.</summary>
    public async Task<BegunCeremony> BeginAsync(CancellationToken ct)
    {
        var (options, state) = await webAuthn.ToUseAsync(null);
        return new BegunCeremony(await ceremonies.BeginAsync(CeremonyKind.SignIn, null, state, ct), options);
    }

    /// <summary>Begins a check of a member; null where the account is gone.</summary>
    public async Task<BegunCeremony?> BeginAsync(AccountId account, CancellationToken ct)
    {
        if (await db.ReadAsync(session => accounts.FindAsync(session, account), ct) is not { } member)
            return null;
        var (options, state) = await webAuthn.ToUseAsync(member);
        return new BegunCeremony(await ceremonies.BeginAsync(CeremonyKind.Confirm, account, state, ct), options);
    }

    /// <summary>Whether the member has a passkey to be asked for.</summary>
    public Task<bool> HasAnyAsync(AccountId account, CancellationToken ct) =>
        db.ReadAsync(async session => await store.CountAsync(session, account) > 0, ct);

    /// <summary>Decides on the response of somebody who has not said who they are; the use is still to be written.</summary>
    /// <param name="browser">The token of the browser's cookie.</param>
    /// <param name="response">What <c>navigator.credentials.get</c> answered, as JSON.</param>
    /// <param name="ct">Cancellation.</param>
    public Task<PasskeyCheckResult> ProveAsync(string? browser, string? response, CancellationToken ct) =>
        ProveAsync(CeremonyKind.SignIn, null, browser, response, ct);

    /// <summary>Decides on the response of a signed-in member, whose passkey it must be; the use is still to be written.</summary>
    /// <inheritdoc cref="ProveAsync(string?, string?, CancellationToken)" path="/param"/>
    public Task<PasskeyCheckResult> ProveAsync(AccountId account, string? browser, string? response, CancellationToken ct) =>
        ProveAsync(CeremonyKind.Confirm, account, browser, response, ct);

    /// <summary>Decides on the response of a signed-in member, and writes the use down.</summary>
    /// <param name="account">Who is signed in.</param>
    /// <param name="signInId">The session's sign-in.</param>
    /// <param name="browser">The token of the browser's cookie.</param>
    /// <param name="response">What <c>navigator.credentials.get</c> answered, as JSON.</param>
    /// <param name="ct">Cancellation.</param>
    public async Task<PasskeyCheckResult> VerifyAsync(
        AccountId account, string signInId, string? browser, string? response, CancellationToken ct)
    {
        var result = await ProveAsync(account, browser, response, ct);
        return result is PasskeyCheckResult.Proven { Passkey: var passkey } && !await db.WriteAsync(tx => WriteUseAsync(tx, passkey, signInId), ct)
            ? new PasskeyCheckResult.Refused()
            : result;
    }

    /// <summary>
    /// Writes the use down; false where the passkey was removed meanwhile, or its counter did not go up. Part of the
    /// transaction that acts on the proof, so that nothing is done on a proof that does not hold.
    /// </summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="passkey">What was proven.</param>
    /// <param name="signInId">The sign-in that it finishes, or of the session in which it is given.</param>
    public async Task<bool> WriteUseAsync(DbSession tx, ProvenPasskey passkey, string signInId)
    {
        var account = passkey.Account.AccountId;
        if (await store.FindAsync(tx, account, passkey.CredentialHash) is not { } row)
            return false;
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        if (await store.UseAsync(tx, account, row.Id, passkey.SignCount, passkey.IsBackedUp, now))
        {
            await store.NoteUseAsync(tx, row, signInId, now);
            return true;
        }
        // The signature is right and the count is not above the last one: there may be a copy of the authenticator.
        // WebAuthn Level 3 §7.2 step 22 leaves the decision to the site; this one refuses.
        Log.CountDidNotGoUp(log, row.Id, row.AccountId);
        return false;
    }

    private async Task<PasskeyCheckResult> ProveAsync(
        CeremonyKind kind, AccountId? account, string? browser, string? response, CancellationToken ct)
    {
        if (await ceremonies.TakeAsync(kind, account, browser, ct) is not { } state)
            return new PasskeyCheckResult.Over();
        if (string.IsNullOrEmpty(response) || await webAuthn.CheckUsedAsync(response, state) is not var (owner, passkey)
            || (account is { } asked && asked != owner.AccountId))
            return new PasskeyCheckResult.Refused();
        return new PasskeyCheckResult.Proven(
            new ProvenPasskey(owner, sealedPasskeys.HashOf(passkey.CredentialId), passkey.SignCount, passkey.IsBackedUp));
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Passkey {PasskeyId} of account {AccountId} was refused: its counter did not go up, so it may have been copied.")]
        public static partial void CountDidNotGoUp(ILogger log, string passkeyId, string accountId);
    }
}

/// <summary>A passkey whose response was right.</summary>
/// <param name="Account">Whose it is.</param>
/// <param name="CredentialHash">By which it is found.</param>
/// <param name="SignCount">The authenticator's counter; 0 where it has none.</param>
/// <param name="IsBackedUp">A provider has a copy of it.</param>
public sealed record ProvenPasskey(Account Account, string CredentialHash, long SignCount, bool IsBackedUp);

/// <summary>What a passkey's response was found to be.</summary>
public abstract record PasskeyCheckResult
{
    private PasskeyCheckResult() { }

    /// <summary>Its owner holds it and was verified by it.</summary>
    public sealed record Proven(ProvenPasskey Passkey) : PasskeyCheckResult;

    /// <summary>It proves nothing.</summary>
    public sealed record Refused : PasskeyCheckResult;

    /// <summary>The challenge was answered already, or too late, or this browser has none.</summary>
    public sealed record Over : PasskeyCheckResult;
}
