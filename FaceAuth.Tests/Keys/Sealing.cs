using FaceAuth.Accounts;
using FaceAuth.Keys;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Keys;

public sealed class Sealing
{
    [Theory, OnSqlite, OnMariaDb]
    public async Task What_was_sealed_for_an_account_opens_after_a_restart(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var account = AccountId.New().ToString();
        var context = new SealContext(KeyPurposes.Account, account.ToString(), "record", 1, "field");
        byte[] sealedBytes;
        using (var keys = await TestKeys.StartAsync(database))
        {
            await keys.Ring.EnsureAccountKeyAsync(account, CancellationToken.None);
            sealedBytes = await keys.Sealer.SealTextAsync(context, "täglich", CancellationToken.None);
        }

        using var restarted = await TestKeys.StartAsync(database);
        (await restarted.Sealer.OpenTextAsync(context, sealedBytes, CancellationToken.None)).ShouldBe("täglich");
    }
}
