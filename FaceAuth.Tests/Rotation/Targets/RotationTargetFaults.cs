using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using FaceAuth.Rotation.Targets;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Rotation.Targets;

/// <summary>The second half of the contract: what every target keeps when the network or the process fails. A subclass derives from this one.</summary>
public abstract class RotationTargetFaults : RotationTargetContract
{
    // A limit that is reached on purpose, and how late its end may be on a machine that does other things.
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1), Late = TimeSpan.FromSeconds(9);

    [ContractFact]
    public async Task A_server_that_says_nothing_is_left_within_the_limit()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var account = At(await NewAccountAsync("Old-1 secret"), PortOf(silent));
        var limits = Patient;
        limits.SignIn = Short;

        var probed = await WithinAsync(() => ProbeAsync(account, "Old-1 secret", limits));
        probed.ShouldBeOfType<ProbeResult.Unclear>().Fault.Kind.ShouldBe(TargetFaultKind.TimedOut);
        var applied = await WithinAsync(() => ApplyAsync(account, Itself(account, "Old-1 secret"), "New-2 secret", NotAsked, limits));
        FaultOf(applied).Kind.ShouldBe(TargetFaultKind.TimedOut);
    }

    [ContractFact]
    public async Task A_network_that_falls_silent_under_the_statement_leaves_it_unknown()
    {
        var there = await NewAccountAsync("Old-1 secret");
        using var proxy = new TcpProxy(PortOf(there));
        var account = At(there, proxy.Port);
        var limits = Patient;
        limits.Statement = Short;

        var result = await WithinAsync(() => ApplyAsync(account, Itself(account, "Old-1 secret"), "New-2 secret", Then(proxy.FallSilent), limits));

        result.ShouldBeOfType<ApplyResult.Unknown>().Fault.Kind.ShouldBe(TargetFaultKind.TimedOut);
        (await ProbeAsync(there, "Old-1 secret")).ShouldBeOfType<ProbeResult.Accepted>();
    }

    [ContractFact]
    public async Task Nobody_listening_is_unreachable()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var account = At(await NewAccountAsync("Old-1 secret"), PortOf(listener));
        listener.Stop();

        (await ProbeAsync(account, "Old-1 secret")).ShouldBeOfType<ProbeResult.Unclear>().Fault.Kind.ShouldBe(TargetFaultKind.Unreachable);
        FaultOf(await ApplyAsync(account, Itself(account, "Old-1 secret"), "New-2 secret", NotAsked)).Kind.ShouldBe(TargetFaultKind.Unreachable);
    }

    [ContractFact]
    public async Task A_host_that_is_not_allowed_is_not_connected_to()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var account = At(await NewAccountAsync("Old-1 secret"), PortOf(listener));
        var target = Target(Patient);

        (await target.ProbeAsync(Login(account, "Old-1 secret"), CancellationToken.None))
            .ShouldBeOfType<ProbeResult.Unclear>().Fault.Kind.ShouldBe(TargetFaultKind.NotAllowed);
        FaultOf(await target.ApplyAsync(Change(account, Itself(account, "Old-1 secret"), "New-2 secret"), NotAsked, CancellationToken.None))
            .Kind.ShouldBe(TargetFaultKind.NotAllowed);

        listener.Pending().ShouldBeFalse();
    }

    [ContractTheory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(int.MaxValue)]
    public async Task A_connection_cut_in_the_middle_of_the_statement_leaves_it_unknown(int passedOn)
    {
        var there = await NewAccountAsync("Old-1 secret");
        using var proxy = new TcpProxy(PortOf(there));
        var account = At(there, proxy.Port);

        var result = await ApplyAsync(account, Itself(account, "Old-1 secret"), "New-2 secret", Then(() => proxy.CutAtNextFromClient(passedOn)));

        result.ShouldBeOfType<ApplyResult.Unknown>().Fault.Kind.ShouldBe(TargetFaultKind.Unreachable);
        // Passed on wholly, it is done, now or in a moment; cut, it never is.
        await Eventually.IsTrueAsync(async () =>
            await ProbeAsync(there, passedOn == int.MaxValue ? "New-2 secret" : "Old-1 secret") is ProbeResult.Accepted);
    }

    [ContractFact]
    public async Task A_connection_that_is_cut_before_the_question_changed_nothing()
    {
        var there = await NewAccountAsync("Old-1 secret");
        using var proxy = new TcpProxy(PortOf(there));
        proxy.CutAtNextFromClient(4);
        var account = At(there, proxy.Port);

        var result = await ApplyAsync(account, Itself(account, "Old-1 secret"), "New-2 secret", NotAsked);

        FaultOf(result).Kind.ShouldBeOneOf(TargetFaultKind.Unreachable, TargetFaultKind.TlsFailed);
        (await ProbeAsync(there, "Old-1 secret")).ShouldBeOfType<ProbeResult.Accepted>();
    }

    [ContractFact]
    public async Task A_process_that_sleeps_longer_than_the_fence_cannot_change_it_any_more()
    {
        var account = await NewAccountAsync("Old-1 secret");
        var limits = Patient;
        limits.Fence = TimeSpan.FromSeconds(2);

        var result = await ApplyAsync(account, Itself(account, "Old-1 secret"), "New-2 secret", async ct =>
        {
            await Task.Delay(TimeSpan.FromSeconds(5), ct);
            return true;
        }, limits);

        (result is ApplyResult.NotApplied or ApplyResult.Unknown).ShouldBeTrue(result.ToString());
        (await ProbeAsync(account, "New-2 secret")).ShouldBeOfType<ProbeResult.Denied>();
        (await ProbeAsync(account, "Old-1 secret")).ShouldBeOfType<ProbeResult.Accepted>();
    }

    [ContractFact]
    public async Task A_cancelled_call_ends_soon()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var account = At(await NewAccountAsync("Old-1 secret"), PortOf(silent));
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        await WithinAsync<object?>(async () =>
        {
            try
            {
                return await Target(Patient, PortOf(silent)).ProbeAsync(Login(account, "Old-1 secret"), soon.Token);
            }
            catch (OperationCanceledException)
            {
                return null;
            }
        });
    }

    private static int PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;

    private static Task<bool> NotAsked(CancellationToken ct) => throw new InvalidOperationException("nothing is about to be touched");

    private static Func<CancellationToken, Task<bool>> Then(Action act) => _ =>
    {
        act();
        return Task.FromResult(true);
    };

    private static async Task<T> WithinAsync<T>(Func<Task<T>> call)
    {
        var start = Stopwatch.GetTimestamp();
        var result = await call().WaitAsync(TimeSpan.FromMinutes(1));
        Stopwatch.GetElapsedTime(start).ShouldBeLessThan(Short + Late);
        return result;
    }
}
