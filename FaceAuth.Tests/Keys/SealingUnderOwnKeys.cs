using System.Text;
using FaceAuth.Accounts;
using FaceAuth.Keys;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Keys;

public sealed class SealingUnderOwnKeys : IDisposable
{
    private static readonly byte[] Plaintext = Encoding.UTF8.GetBytes("correct horse");
    private static readonly KeyContext Key = new("vault-password", "account");
    private static readonly SealContext Place = new("vault-password", "account", "record", 3, "password");
    private readonly TestFolder _folder = new();
    private readonly LocalKeyWrapper _wrapper;
    private readonly SecretSealer _sealer;

    public SealingUnderOwnKeys() => _sealer = new SecretSealer(_wrapper = new LocalKeyWrapper(_folder.File("master.key")));

    public void Dispose()
    {
        _wrapper.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_was_sealed_opens_and_each_has_another_key()
    {
        await _wrapper.StartAsync(mayCreate: true, CancellationToken.None);
        var (first, second) = (await SealAsync(), await SealAsync());

        using var opened = await OpenAsync(first, Key, Place);

        opened.Bytes.ToArray().ShouldBe(Plaintext);
        first.KeyId.ShouldNotBe(second.KeyId);
        await Should.ThrowAsync<SealBrokenException>(() => OpenAsync(first with { KeyId = second.KeyId, Wrapped = second.Wrapped }, Key, Place));
        await Should.ThrowAsync<SealBrokenException>(() => OpenAsync(first with { Wrapped = second.Wrapped }, Key, Place));
    }

    [Fact]
    public async Task It_opens_for_its_owner_and_place_only_and_not_when_cut_or_altered()
    {
        await _wrapper.StartAsync(mayCreate: true, CancellationToken.None);
        var own = await SealAsync();

        await Should.ThrowAsync<SealBrokenException>(() => OpenAsync(own, Key with { Owner = "other" }, Place));
        await Should.ThrowAsync<SealBrokenException>(() => OpenAsync(own, Key with { Purpose = "other" }, Place));
        foreach (var place in new[] { Place with { Account = "other" }, Place with { Record = "other" }, Place with { Version = 4 }, Place with { Field = "notes" } })
            await Should.ThrowAsync<SealBrokenException>(() => OpenAsync(own, Key, place));
        for (var i = 0; i < own.Sealed.Length; i++)
        {
            byte[] altered = [.. own.Sealed];
            altered[i] ^= 1;
            await Should.ThrowAsync<SealBrokenException>(() => OpenAsync(own with { Sealed = altered }, Key, Place));
            await Should.ThrowAsync<SealBrokenException>(() => OpenAsync(own with { Sealed = own.Sealed[..i] }, Key, Place));
        }
    }

    [Fact]
    public async Task Rewrapped_it_opens_from_the_same_sealed_bytes()
    {
        await _wrapper.StartAsync(mayCreate: true, CancellationToken.None);
        var own = await SealAsync();
        var newest = await _wrapper.AddMasterKeyAsync(CancellationToken.None);

        var rewrapped = own with { Wrapped = await _wrapper.RewrapAsync(own.Wrapped, Key, CancellationToken.None) };

        rewrapped.Wrapped.MasterKeyId.ShouldBe(newest);
        using var opened = await OpenAsync(rewrapped, Key, Place);
        opened.Bytes.ToArray().ShouldBe(Plaintext);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task An_account_has_a_vault_key_that_goes_with_it_and_other_accounts_keep_theirs(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        using var keys = await TestKeys.StartAsync(database);
        var (account, other) = (AccountId.New().ToString(), AccountId.New().ToString());
        (await keys.Ring.UnwrapOwnedAsync(KeyPurposes.Vault, account, make: false, CancellationToken.None)).ShouldBeNull();
        await keys.Ring.EnsureAccountKeyAsync(account, CancellationToken.None);
        using var made = await keys.Ring.UnwrapOwnedAsync(KeyPurposes.Vault, account, make: true, CancellationToken.None);
        using var ofOther = await keys.Ring.UnwrapOwnedAsync(KeyPurposes.Vault, other, make: true, CancellationToken.None);
        using var again = await keys.Ring.UnwrapOwnedAsync(KeyPurposes.Vault, account, make: true, CancellationToken.None);
        again!.Id.ShouldBe(made!.Id);
        SealFormat.Open(again, Place, SealFormat.Seal(made, Place, new byte[SealFormat.SaltSize], Plaintext)!).ShouldBe(Plaintext);

        await database.Db.WriteAsync(tx => keys.Ring.ForgetAccountAsync(tx, account), CancellationToken.None);

        (await keys.Ring.UnwrapOwnedAsync(KeyPurposes.Vault, account, make: false, CancellationToken.None)).ShouldBeNull();
        using var kept = await keys.Ring.UnwrapOwnedAsync(KeyPurposes.Vault, other, make: false, CancellationToken.None);
        kept!.Id.ShouldBe(ofOther!.Id);
        (await database.Db.ReadAsync(session => session.ScalarAsync<long>("SELECT COUNT(*) FROM data_keys"), CancellationToken.None))
            .ShouldBe(KeyPurposes.OfInstallation.Count + 1);
    }

    private Task<SealedUnderOwnKey> SealAsync() => _sealer.SealAsync(Key, Place, Plaintext, CancellationToken.None);

    private Task<Secret> OpenAsync(SealedUnderOwnKey own, KeyContext key, SealContext place) =>
        _sealer.OpenAsync(key, place, own.KeyId, own.Wrapped, own.Sealed, CancellationToken.None);
}
