using FaceAuth.Rotation.Targets;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Rotation.Targets;

/// <summary>What is kept beside the rest of the contract by targets where somebody signs in for a change: the account itself, or an administrator.</summary>
public abstract class DatabaseTargetContract : RotationTargetFaults
{
    /// <inheritdoc/>
    protected abstract override TargetCredential Administrator { get; }

    /// <inheritdoc/>
    protected override TargetCredential Itself(Account account, string password) => Credential(account, password);

    [ContractFact]
    public async Task An_administrator_changes_it_without_knowing_the_old_one_and_twice_does_no_harm()
    {
        var account = await NewAccountAsync("Old-1 secret");

        (await ApplyAsync(account, Administrator, "New-2 secret")).ShouldBeOfType<ApplyResult.Applied>();
        (await ApplyAsync(account, Administrator, "New-2 secret")).ShouldBeOfType<ApplyResult.Applied>();

        (await ProbeAsync(account, "New-2 secret")).ShouldBeOfType<ProbeResult.Accepted>();
        (await ProbeAsync(account, "Old-1 secret")).ShouldBeOfType<ProbeResult.Denied>();
    }

    [ContractTheory, MemberData(nameof(HardPasswords))]
    public async Task A_password_survives_an_administrator_as_it_is(string password)
    {
        var account = await NewAccountAsync("Old-1 secret");

        (await ApplyAsync(account, Administrator, password)).ShouldBeOfType<ApplyResult.Applied>();

        (await ProbeAsync(account, password)).ShouldBeOfType<ProbeResult.Accepted>();
    }

    [ContractFact]
    public async Task Who_is_not_let_in_changes_nothing_and_nothing_is_asked()
    {
        var account = await NewAccountAsync("Old-1 secret");

        FaultOf(await ApplyAsync(account, Itself(account, "Wrong-3 secret"), "New-2 secret", Unasked)).Kind.ShouldBe(TargetFaultKind.Denied);
        (await ProbeAsync(account, "Old-1 secret")).ShouldBeOfType<ProbeResult.Accepted>();
        await LockAsync(account);
        FaultOf(await ApplyAsync(account, Itself(account, "Old-1 secret"), "New-2 secret", Unasked)).Kind.ShouldBe(TargetFaultKind.Locked);
    }

    private static Task<bool> Unasked(CancellationToken ct) => throw new InvalidOperationException("nobody was let in, so nothing is about to be touched");
}
