using FaceAuth.Database;
using FaceAuth.Faces.Replay.Measurement;
using FaceAuth.Tests.Support;
using FaceAuth.Vault;

namespace FaceAuth.Tests.Vault;

public sealed class WritingFromTwoProcesses
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory, OnSqlite, OnMariaDb]
    public async Task The_other_process_sees_each_change_at_its_next_read(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await using var second = await site.StartSecondAsync();
        var here = await VaultVisitor.EnrolAsync(site);
        var there = here.At(second);
        (await there.NamesAsync()).ShouldBeEmpty();

        var (id, other) = (await here.AddAsync("one"), await here.AddAsync("two"));
        (await there.NamesAsync()).ShouldBe(["one", "two"]);
        await there.EditAsync(id, VaultVisitor.Input("changed"));
        (await here.NamesAsync()).ShouldBe(["changed", "two"]);
        await here.DeleteAsync(id);
        (await there.NamesAsync()).ShouldBe(["two"]);
        (await second.Get<VaultBin>().RestoreAsync(there.Session, await there.InBinAsync(id), Ct)).ShouldBeTrue();
        (await here.NamesAsync()).ShouldBe(["changed", "two"]);
        await here.DeleteAsync(id);
        (await site.Get<VaultBin>().EraseAsync(here.Session, await here.InBinAsync(id), Ct)).ShouldBeTrue();
        (await there.Vault.ReadAsync(there.Session, Ct)).All.Select(entry => entry.Id).ShouldBe([other]);
        await there.AddAsync("three");
        (await here.NamesAsync()).ShouldBe(["three", "two"]);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Whatever_is_done_the_vault_is_what_a_list_in_memory_would_be(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await using var second = await site.StartSecondAsync();
        var ada = await VaultVisitor.EnrolAsync(site);
        VaultVisitor[] sides = [ada, ada.At(second)];
        for (var seed = 1; seed <= 3; seed++)
        {
            var model = new Dictionary<VaultEntryId, Entry>();
            // Half of each vault of a seed is what was there before: start over with an empty one.
            foreach (var entry in (await ada.Vault.ReadAsync(ada.Session, Ct)).All)
                await EraseAsync(ada, entry);
            var dice = new Dice(seed);
            for (var step = 0; step < 60; step++)
            {
                await DoAsync(sides[dice.Next(2)], model, dice);
                await SameAsync(sides[dice.Next(2)], model, $"seed {seed}, step {step}");
            }
            await SameAsync(ada.Cold(), model, $"seed {seed}, read whole");
            await SameSecretsAsync(ada, model);
        }
    }

    private static async Task DoAsync(VaultVisitor who, Dictionary<VaultEntryId, Entry> model, Dice dice)
    {
        var live = model.Values.Where(entry => !entry.Deleted).ToList();
        var bin = model.Values.Where(entry => entry.Deleted).ToList();
        var name = $"{(char)('a' + dice.Next(26))}{dice.Next(1000)}";
        switch (dice.Next(9))
        {
            case 0 or 1 or 2 when model.Count < 25:
                var password = dice.Next(3) > 0 ? $"password of {name}" : "";
                var input = new EntryInput { Name = name, Tags = [$"tag{dice.Next(3)}"], Secrets = new Dictionary<SecretField, string> { [SecretField.Password] = password } };
                var id = await who.AddAsync(input);
                model[id] = new Entry(id, name, input.Tags[0], 1, password.Length > 0 ? [password] : [], password.Length > 0 ? 1 : 0, false);
                break;
            case 3 or 4 when live.Count > 0:
                await EditAsync(who, model, live[dice.Next(live.Count)], name, dice);
                break;
            case 5 or 6 when live.Count > 0:
                var one = live[dice.Next(live.Count)];
                await who.DeleteAsync(one.Id);
                model[one.Id] = one with { Deleted = true };
                break;
            case 7 when bin.Count > 0:
                var back = bin[dice.Next(bin.Count)];
                (await who.Site.Get<VaultBin>().RestoreAsync(who.Session, await who.InBinAsync(back.Id), Ct)).ShouldBeTrue();
                model[back.Id] = back with { Deleted = false };
                break;
            case 8 when bin.Count > 0:
                var gone = bin[dice.Next(bin.Count)];
                (await who.Site.Get<VaultBin>().EraseAsync(who.Session, await who.InBinAsync(gone.Id), Ct)).ShouldBeTrue();
                model.Remove(gone.Id);
                break;
        }
    }

    private static async Task EditAsync(VaultVisitor who, Dictionary<VaultEntryId, Entry> model, Entry old, string name, Dice dice)
    {
        // Not touched, taken away, or another one.
        var secret = dice.Next(3) switch { 0 => null, 1 => "", _ => $"newer password of {name}" };
        var input = VaultVisitor.Input(name, secret);
        (await who.Vault.EditAsync(who.Session, old.Id, old.Version + 1, input, Ct)).ShouldBeOfType<EntryResult.ChangedMeanwhile>();
        (await who.Vault.EditAsync(who.Session, old.Id, old.Version, new EntryInput { Name = name, Tags = [old.Tag], Secrets = input.Secrets }, Ct))
            .ShouldBe(new EntryResult.Saved(old.Id));
        var passwords = secret is { Length: > 0 } ? [.. old.Passwords, secret] : old.Passwords;
        model[old.Id] = old with
        {
            Name = name, Version = old.Version + 1, Passwords = passwords, Current = secret is null ? old.Current : secret.Length == 0 ? 0 : passwords.Length,
        };
    }

    private static async Task SameAsync(VaultVisitor who, Dictionary<VaultEntryId, Entry> model, string when)
    {
        var content = await who.Vault.ReadAsync(who.Session, Ct);
        content.NotOpen.ShouldBeEmpty(when);
        content.All.Select(entry => (entry.Id, entry.Card.Name, entry.Card.Tags.Single(), entry.Version, entry.Card.Password, entry.DeletedAt is not null)).ShouldBe(
            model.Values.OrderBy(entry => entry.Name, StringComparer.OrdinalIgnoreCase).ThenBy(entry => entry.Id.Value)
                .Select(entry => (entry.Id, entry.Name, entry.Tag, (long)entry.Version, entry.Current, entry.Deleted)),
            when);
        foreach (var tag in new[] { "tag0", "tag2" })
        {
            var page = await who.Vault.ListAsync(who.Session, new VaultQuery("a", tag, VaultSort.Age, 1), Ct);
            page.Entries.Select(entry => entry.Id).ShouldBe(
                model.Values.Where(entry => !entry.Deleted && entry.Tag == tag).Select(entry => entry.Id), ignoreOrder: true, when);
            (page.Total, page.InBin).ShouldBe((model.Values.Count(entry => !entry.Deleted), model.Values.Count(entry => entry.Deleted)), when);
        }
    }

    private static async Task SameSecretsAsync(VaultVisitor ada, Dictionary<VaultEntryId, Entry> model)
    {
        (await ada.Site.CountRowsAsync("vault_secrets")).ShouldBe(model.Values.Sum(entry => entry.Passwords.Length));
        foreach (var entry in model.Values)
        {
            for (var version = 1; version <= entry.Passwords.Length; version++)
            {
                var row = (await ada.Site.Get<Db>().ReadAsync(
                    session => ada.Site.Get<VaultSecretStore>().FindAsync(session, ada.Account.AccountId, entry.Id, SecretField.Password, version), Ct)).ShouldNotBeNull();
                (await ada.Site.Get<SealedSecrets>().OpenAsync(ada.Account.AccountId, new SecretPlace(entry.Id, SecretField.Password, version), row, Ct))
                    .ShouldBe(entry.Passwords[version - 1]);
                (row.ReplacedAt is null).ShouldBe(version == entry.Current);
            }
        }
    }

    private static async Task EraseAsync(VaultVisitor ada, VaultEntry entry)
    {
        if (entry.DeletedAt is null)
            await ada.DeleteAsync(entry.Id);
        (await ada.Site.Get<VaultBin>().EraseAsync(ada.Session, await ada.InBinAsync(entry.Id), Ct)).ShouldBeTrue();
    }

    private sealed record Entry(VaultEntryId Id, string Name, string Tag, int Version, string[] Passwords, int Current, bool Deleted);
}
