using FaceAuth.Database;
using FaceAuth.Keys;
using FaceAuth.Tests.Ledger;
using FaceAuth.Tests.Support;
using FaceAuth.Vault;

namespace FaceAuth.Tests.Vault;

public sealed class MovingToANewMasterKey
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Fact]
    public async Task Secrets_move_with_all_other_keys_and_are_shown_without_the_old_one()
    {
        await using var site = await TestSite.StartAsync(DatabaseKind.Sqlite);
        var ada = await VaultVisitor.EnrolAsync(site);
        var id = await ada.AddAsync("Bank", "the first password", "the notes");
        (await ada.EditAsync(id, VaultVisitor.Input("Bank", "the second password"))).ShouldBeOfType<EntryResult.Saved>();
        var old = (await site.AskAsync<string>("SELECT MIN(master_key_id) FROM vault_secrets")).ShouldNotBeNull();
        var before = await SealedAsync(site);

        var newest = await site.Get<MasterKeys>().AddAsync(Ct);
        (await site.Get<KeyRewrap>().RunAsync(told: null, note: null, Ct)).Broken.ShouldBe(0);

        (await site.CountRowsAsync($"vault_secrets WHERE master_key_id = '{newest}'")).ShouldBe(3);
        (await site.Get<MasterKeys>().ListAsync(Ct)).Single(key => key.Id == old).CanGo.ShouldBeTrue();
        (await SealedAsync(site)).ShouldBe(before, "no value is sealed anew");
        var file = site.Database.Folder.File("master.key");
        var lines = await File.ReadAllLinesAsync(file);
        var kept = lines.Where(line => !line.StartsWith(old, StringComparison.Ordinal)).ToList();
        kept.Count.ShouldBe(lines.Length - 1);
        await File.WriteAllLinesAsync(file, kept);
        await using var restarted = await site.StartSecondAsync();
        var there = ada.At(restarted);
        (await there.ShowAsync(id, SecretField.Password, version: 2)).ShouldBe("the second password");
        (await there.ShowAsync(id, SecretField.Password, version: 1)).ShouldBe("the first password");
        (await there.ShowAsync(id, SecretField.Notes)).ShouldBe("the notes");
    }

    private static Task<IReadOnlyList<string>> SealedAsync(TestSite site) => site.Get<Db>().ReadAsync(
        session => session.QueryAsync<string>("SELECT HEX(sealed_value) FROM vault_secrets ORDER BY id"), Ct);
}
