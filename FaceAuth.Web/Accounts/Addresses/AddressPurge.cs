using FaceAuth.Accounts.SignIn;
using FaceAuth.Database;
using Microsoft.Extensions.Options;

namespace FaceAuth.Accounts.Addresses;

/// <summary>Deletes what changes of address left behind and nobody needs any more.</summary>
public sealed class AddressPurge(Db db, AddressStore store, IOptions<SignInOptions> signIn, TimeProvider clock)
{
    /// <summary>Deletes it. A change is kept for as long as a link may undo it, and a day more.</summary>
    public Task PurgeAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return db.WriteAsync(
            tx => store.DeleteOldAsync(tx, Ms(now), Ms(now.AddHours(-2)), Ms(now - signIn.Value.DisownLifetime - TimeSpan.FromDays(1))), ct);
    }

    private static long Ms(DateTimeOffset instant) => instant.ToUnixTimeMilliseconds();
}
