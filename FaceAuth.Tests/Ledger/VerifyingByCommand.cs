using System.CommandLine;
using FaceAuth.Cli;
using FaceAuth.Ledger;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Ledger;

/// <summary><c>ledger verify</c> and <c>ledger accept-restore</c> as scripts see them.</summary>
public sealed class VerifyingByCommand
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Fact]
    public async Task A_whole_ledger_ends_with_0_and_the_mark_to_keep()
    {
        await using var site = await AnchoredAsync();

        var (code, output, errors) = await RunAsync(site, "verify", "--details");

        code.ShouldBe(0);
        errors.ShouldBeEmpty();
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines[0].ShouldBe("The ledger is whole: 4 rows, the newest is row 4, anchored through row 4.");
        LedgerMark.Parse(lines[^1]).ShouldNotBeNull().Seq.ShouldBe(4);
        (await RunAsync(site, "verify", "--against", lines[^1])).Code.ShouldBe(0);
    }

    [Fact]
    public async Task A_fault_ends_with_1_and_names_the_row_on_standard_error()
    {
        await using var site = await AnchoredAsync();
        await site.TamperAsync("UPDATE ledger SET kind = 'exported' WHERE seq = 3");

        var (code, output, errors) = await RunAsync(site, "verify");

        (code, output).ShouldBe((1, ""));
        errors.ShouldContain("Row 3 is not as it was written");
    }

    [Fact]
    public async Task A_mark_that_does_not_fit_ends_with_1_and_one_that_is_none_with_2()
    {
        await using var site = await AnchoredAsync();

        (await RunAsync(site, "verify", "--against", $"4:{new string('0', 64)}")).Code.ShouldBe(1);
        (await RunAsync(site, "verify", "--against", "4")).Code.ShouldBe(2);
    }

    [Fact]
    public async Task Details_that_were_changed_are_found_with_the_option_only()
    {
        await using var site = await AnchoredAsync();
        await site.TamperAsync("UPDATE ledger SET sealed_details = NULL WHERE seq = 3");

        (await RunAsync(site, "verify")).Code.ShouldBe(0);
        var (code, _, errors) = await RunAsync(site, "verify", "--details");

        code.ShouldBe(1);
        errors.ShouldContain("The details of row 3 were erased");
    }

    [Fact]
    public async Task A_restore_is_a_fault_until_it_is_accepted_and_altered_rows_are_not_accepted()
    {
        await using var site = await AnchoredAsync();
        await site.RollBackAsync(to: 2);
        (await RunAsync(site, "verify")).Errors.ShouldContain("ledger accept-restore");

        (await RunAsync(site, "accept-restore")).Code.ShouldBe(0);
        (await RunAsync(site, "verify")).Code.ShouldBe(0);

        await site.TamperAsync("UPDATE ledger SET at = 1 WHERE seq = 1");
        var (code, _, errors) = await RunAsync(site, "accept-restore");
        code.ShouldBe(1);
        errors.ShouldContain("nothing was accepted");
    }

    private static async Task<TestSite> AnchoredAsync()
    {
        var site = await TestSite.StartAsync(DatabaseKind.Sqlite);
        await site.AppendAsync(4);
        await site.Get<LedgerAnchoring>().AnchorAsync(Ct);
        return site;
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(TestSite site, params string[] arguments)
    {
        Task<IServiceProvider> Services(CancellationToken ct) => Task.FromResult(site.Get<IServiceProvider>());
        var root = new RootCommand { LedgerVerify.Create(Services), LedgerAcceptRestore.Create(Services) };
        var (output, errors) = (new StringWriter(), new StringWriter());
        var code = await root.Parse(arguments).InvokeAsync(new InvocationConfiguration { Output = output, Error = errors }, Ct);
        return (code, output.ToString().ReplaceLineEndings("\n"), errors.ToString());
    }
}
