using FaceAuth.Accounts;
using FaceAuth.Accounts.Sessions;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Database;

namespace FaceAuth.Vault;

/// <summary>
/// Asked first in every transaction that a session causes in a vault: a request that was under way when its session was ended,
/// its sign-in disowned or its account closed must not go through after that.
/// </summary>
public sealed class LiveSessions(AccountStore accounts, SignInStore signIns, SessionStore sessions, TimeProvider clock)
{
    /// <summary>Takes the account's lock; false where the account is gone or the session over.</summary>
    public async Task<bool> LockAsync(DbSession tx, VaultSession member) =>
        await accounts.LockAsync(tx, member.Account) && await signIns.IsLiveAsync(tx, member.Account, member.SignInId)
        && (await sessions.ListAliveAsync(tx, [member.SessionId], clock.GetUtcNow().ToUnixTimeMilliseconds())).Count > 0;
}
