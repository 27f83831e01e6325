using FaceAuth.Accounts;
using FaceAuth.Keys;
using FaceAuth.Tests.Ledger;
using FaceAuth.Tests.Support;
using FaceAuth.Vault.Transfer;

namespace FaceAuth.Tests.Vault.Transfer;

/// <summary>An import waits for one session, unaltered, and no longer than that.</summary>
public sealed class LosingImports
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory, OnSqlite, OnMariaDb]
    public async Task Another_session_and_another_member_have_no_such_import(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await VaultVisitor.EnrolAsync(site);
        var eve = await VaultVisitor.EnrolAsync(site, "eve");
        var import = await ada.WaitingAsync(Imports.Some(2));
        var elsewhere = await VaultVisitor.SignInAsync(site, ada.Account);
        var imports = site.Get<VaultImports>();

        foreach (var other in new[] { elsewhere.Session, eve.Session, eve.Session with { SessionId = ada.Session.SessionId }, ada.Session with { Account = eve.Account.AccountId } })
        {
            (await imports.FindAsync(other, import, Ct)).ShouldBeNull();
            (await imports.TakeAsync(other, import, true, Ct)).ShouldBeOfType<TakeImportResult.NotThere>();
            await imports.DropAsync(other, import, Ct);
        }
        await elsewhere.WaitingAsync(Imports.Some(1)); // takes no place but its own session's
        (await site.CountRowsAsync("vault_entries")).ShouldBe(0);
        (await ada.TakeAsync(import)).ShouldBe(new TakeImportResult.Taken(2, 0));
        (await eve.NamesAsync()).ShouldBeEmpty();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task It_is_over_with_its_session_and_purged_then(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await VaultVisitor.EnrolAsync(site);
        var import = await ada.WaitingAsync(Imports.Some(2));

        site.Clock.Advance(ada.Session.EndsAt - site.Clock.GetUtcNow() - TimeSpan.FromMilliseconds(1));
        (await ada.PreviewAsync(import)).ShouldNotBeNull();
        (await site.Get<VaultImports>().PurgeAsync(Ct)).ShouldBe(0);
        site.Clock.Advance(TimeSpan.FromMilliseconds(1));

        (await ada.PreviewAsync(import)).ShouldBeNull();
        (await ada.TakeAsync(import)).ShouldBeOfType<TakeImportResult.NotThere>();
        (await site.Get<VaultImports>().PurgeAsync(Ct)).ShouldBe(1);
        (await site.CountRowsAsync("vault_entries")).ShouldBe(0);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Altered_in_the_database_it_is_gone_and_the_file_can_be_read_again(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await VaultVisitor.EnrolAsync(site);
        var other = await VaultVisitor.SignInAsync(site, ada.Account);
        await other.WaitingAsync(Imports.Some(1));
        var others = await SealedAsync(other);
        foreach (var (what, alter) in new (string, Func<byte[], byte[]>)[]
        {
            ("a bit", bytes => [.. bytes[..^5], (byte)(bytes[^5] ^ 1), .. bytes[^4..]]), ("cut", bytes => bytes[..^1]), ("empty", _ => []), ("another session's", _ => others),
        })
        {
            var import = await ada.WaitingAsync(Imports.Some(2));
            await site.TamperAsync("UPDATE vault_imports SET sealed_entries = @Sealed WHERE id = @Id", new { Sealed = alter(await SealedAsync(ada)), Id = import });

            (await ada.PreviewAsync(import)).ShouldBeNull(what);
            (await ada.TakeAsync(import)).ShouldBeOfType<TakeImportResult.NotThere>(what);
        }
        (await site.CountRowsAsync("vault_entries")).ShouldBe(0);
        (await ada.TakeAsync(await ada.WaitingAsync(Imports.Some(2)))).ShouldBe(new TakeImportResult.Taken(2, 0));
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Dropped_it_is_gone(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await VaultVisitor.EnrolAsync(site);
        var import = await ada.WaitingAsync(Imports.Some(2));

        await site.Get<VaultImports>().DropAsync(ada.Session, import, Ct);

        (await site.CountRowsAsync("vault_imports")).ShouldBe(0);
        (await ada.TakeAsync(import)).ShouldBeOfType<TakeImportResult.NotThere>();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_disowned_sign_in_takes_it_along_also_while_it_is_taken(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind, CountedKeys.Around);
        var ada = await VaultVisitor.EnrolAsync(site);
        var import = await ada.WaitingAsync(Imports.Some(2));
        ((CountedKeys)site.Get<IKeyWrapper>()).BeforeGenerate = ada.DisownAsync;

        (await ada.TakeAsync(import)).ShouldBeOfType<TakeImportResult.NotThere>();

        (await site.CountRowsAsync("vault_imports")).ShouldBe(0);
        (await site.CountRowsAsync("vault_entries")).ShouldBe(0);
        (await site.CountRowsAsync("vault_secrets")).ShouldBe(0);
        (await ada.ReadAsync(BitwardenJsonWriter.Write(Imports.Some(2)).Content)).ShouldBeOfType<PreviewResult.SessionOver>();
        (await site.CountRowsAsync("vault_imports")).ShouldBe(0);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_deleted_account_leaves_none(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await VaultVisitor.EnrolAsync(site);
        var eve = await VaultVisitor.EnrolAsync(site, "eve");
        await ada.WaitingAsync(Imports.Some(2));
        var hers = await eve.WaitingAsync(Imports.Some(1));

        await site.Get<AccountDeletion>().DeleteAsync(ada.Account.AccountId, Ct);

        (await site.CountRowsAsync($"vault_imports WHERE account_id = '{ada.Account.Id}'")).ShouldBe(0);
        (await eve.TakeAsync(hers)).ShouldBe(new TakeImportResult.Taken(1, 0));
    }

    private static async Task<byte[]> SealedAsync(VaultVisitor who) =>
        (await who.Site.AskAsync<byte[]>("SELECT sealed_entries FROM vault_imports WHERE session_id = @Id", new { Id = who.Session.SessionId })).ShouldNotBeNull();
}
