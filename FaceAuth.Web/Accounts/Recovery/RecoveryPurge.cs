using FaceAuth.Accounts.SignIn;
using FaceAuth.Database;
using Microsoft.Extensions.Options;

namespace FaceAuth.Accounts.Recovery;

/// <summary>
/// Deletes recovery codes that were replaced so long ago that "this wasn't me" cannot bring them back any more, and a day
/// more: the last mail of a session comes a little after its codes. And what is past of resets.
/// </summary>
public sealed class RecoveryPurge(
    Db db, RecoveryCodeStore codes, AccountResetStore resets, IOptions<SignInOptions> options, TimeProvider clock)
{
    /// <summary>Deletes it, each table in a transaction of its own.</summary>
    public async Task PurgeAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await db.WriteAsync(tx => codes.DeleteReplacedBeforeAsync(tx, (now - options.Value.DisownLifetime - TimeSpan.FromDays(1)).ToUnixTimeMilliseconds()), ct);
        await db.WriteAsync(tx => resets.DeleteBeforeAsync(tx, (now - options.Value.History).ToUnixTimeMilliseconds()), ct);
    }
}
