using System.CommandLine;
using FaceAuth.Cli;
using FaceAuth.Keys;
using FaceAuth.Tests.Keys;
using FaceAuth.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace FaceAuth.Tests.Cli;

public sealed class ActingOnMasterKeys : IAsyncLifetime
{
    private RewrapTrial _trial = null!;

    public async Task InitializeAsync() => _trial = await RewrapTrial.StartAsync(DatabaseKind.Sqlite);

    public async Task DisposeAsync() => await _trial.DisposeAsync();

    [Fact]
    public async Task A_new_one_is_made_keys_are_moved_and_the_list_says_which_can_go()
    {
        var old = _trial.Keys.Wrapper.CurrentMasterKeyId;

        var (made, words, _) = await RunAsync("new-master");
        made.ShouldBe(0);
        words.ShouldContain(_trial.Keys.Wrapper.CurrentMasterKeyId);
        words.ShouldContain("Make a copy of the master-key file now");
        (await RunAsync("list")).Output.ShouldMatch($@"{old} +{_trial.Count} +needed");

        var (moved, told, errors) = await RunAsync("rewrap");

        moved.ShouldBe(0);
        errors.ShouldBeEmpty();
        told.ShouldContain($"{_trial.Count} keys moved.");
        told.ShouldMatch($@"{_trial.Keys.Wrapper.CurrentMasterKeyId} +{_trial.Count} +wraps new keys");
        told.ShouldMatch($@"{old} +0 +not needed");
        (await RunAsync("rewrap")).Output.ShouldContain("No key had to be moved.");
        var newest = _trial.Keys.Wrapper.CurrentMasterKeyId;
        (await _trial.LedgerAsync()).ShouldBe([$"master-key-added|command line|{newest}", $"keys-rewrapped|command line|{newest}"]);
    }

    [Fact]
    public async Task No_output_holds_a_key()
    {
        foreach (var verb in (string[])["new-master", "list", "rewrap"])
        {
            var (_, output, errors) = await RunAsync(verb);
            foreach (var line in (await File.ReadAllLinesAsync(_trial.KeyFile)).Where(line => line.StartsWith("local-", StringComparison.Ordinal)))
                (output + errors).ShouldNotContain(line.Split(' ')[1]);
        }
    }

    [Fact]
    public async Task What_is_missing_or_does_not_open_is_named_and_the_exit_code_says_so()
    {
        var broken = (await _trial.DataKeysAsync())[0];
        await _trial.Database.Db.WriteAsync(tx => tx.ExecuteAsync(
            "UPDATE data_keys SET master_key_id = 'lost' WHERE id = @Id", new { broken.Id }), CancellationToken.None);

        var list = await RunAsync("list");
        var rewrap = await RunAsync("rewrap");

        list.Code.ShouldBe(1);
        list.Output.ShouldMatch("lost +1 +MISSING");
        rewrap.Code.ShouldBe(1);
        rewrap.Errors.ShouldContain($"data_keys {broken.Id} stays as it is");
    }

    [Fact]
    public async Task Interrupted_it_says_how_far_it_came()
    {
        await RunAsync("new-master");
        using var interruption = new CancellationTokenSource();
        await interruption.CancelAsync();

        var (code, _, errors) = await RunAsync("rewrap", interruption.Token);

        code.ShouldBe(2);
        errors.ShouldContain($"Interrupted after 0 of {_trial.Count} keys.");
    }

    private async Task<(int Code, string Output, string Errors)> RunAsync(string verb, CancellationToken ct = default)
    {
        var services = new ServiceCollection().AddSingleton(_trial.MasterKeys()).AddSingleton(_trial.Rewrap()).AddSingleton(_trial.Notes).BuildServiceProvider();
        Task<IServiceProvider> Store(CancellationToken token) => Task.FromResult<IServiceProvider>(services);
        var root = new RootCommand { KeysList.Create(Store), KeysNewMaster.Create(Store), KeysRewrap.Create(Store) };
        var (output, errors) = (new StringWriter(), new StringWriter());
        var code = await root.Parse(verb).InvokeAsync(new InvocationConfiguration { Output = output, Error = errors }, ct);
        return (code, output.ToString(), errors.ToString());
    }
}
