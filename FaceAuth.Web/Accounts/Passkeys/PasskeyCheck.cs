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

    /// <summary>Decides on the response of somebody who has not said who they are.</summary>
    /// <param name="browser">The token of the browser's cookie.</param>
    /// <param name="response">What <c>navigator.credentials.get</c> answered, as JSON.</param>
    /// <param name="ct">Cancellation.</param>
    public Task<PasskeyCheckResult> VerifyAsync(string? browser, string? response, CancellationToken ct) =>
        VerifyAsync(CeremonyKind.SignIn, null, browser, response, ct);

    /// <summary>Decides on the response of a signed-in member; another member's passkey is refused.</summary>
    /// <inheritdoc cref="VerifyAsync(string?, string?, CancellationToken)" path="/param"/>
    public Task<PasskeyCheckResult> VerifyAsync(AccountId account, string? browser, string? response, CancellationToken ct) =>
        VerifyAsync(CeremonyKind.Confirm, account, browser, response, ct);

    private async Task<PasskeyCheckResult> VerifyAsync(
        CeremonyKind kind, AccountId? account, string? browser, string? response, CancellationToken ct)
    {
        if (await ceremonies.TakeAsync(kind, account, browser, ct) is not { } state)
            return new PasskeyCheckResult.Over();
        if (string.IsNullOrEmpty(response) || await webAuthn.CheckUsedAsync(response, state) is not var (owner, passkey)
            || (account is { } asked && asked != owner.AccountId))
            return new PasskeyCheckResult.Refused();

        var credentialHash = sealedPasskeys.HashOf(passkey.CredentialId);
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var (row, used) = await db.WriteAsync(async tx =>
        {
            var row = await store.FindAsync(tx, owner.AccountId, credentialHash);
            return (row, row is not null && await store.UseAsync(tx, owner.AccountId, row.Id, passkey.SignCount, passkey.IsBackedUp, now));
        }, ct);
        if (row is null)
            return new PasskeyCheckResult.Refused(); // removed while it was being used
        if (!used)
        {
            // The signature is right and the count is not above the last one: there may be a copy of the authenticator.
            // WebAuthn Level 3 §7.2 step 22 leaves the decision to the site; this one refuses.
            Log.CountWentBack(log, row.Id, owner.Id);
            return new PasskeyCheckResult.Refused();
        }
        return new PasskeyCheckResult.Verified(owner, row.Id);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Passkey {PasskeyId} of account {AccountId} was refused: its counter did not go up, so it may have been copied.")]
        public static partial void CountWentBack(ILogger log, string passkeyId, string accountId);
    }
}

/// <summary>What a passkey's response was found to be.</summary>
public abstract record PasskeyCheckResult
{
    private PasskeyCheckResult() { }

    /// <summary>Its owner holds it and was verified by it; the use is written down.</summary>
    public sealed record Verified(Account Account, string PasskeyId) : PasskeyCheckResult;

    /// <summary>It proves nothing.</summary>
    public sealed record Refused : PasskeyCheckResult;

    /// <summary>The challenge was answered already, or too late, or this browser has none.</summary>
    public sealed record Over : PasskeyCheckResult;
}
