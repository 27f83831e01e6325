using FaceAuth.Rotation.Targets;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Rotation.Targets;

/// <summary>
/// What every target keeps, against its real server; one subclass per adapter. Each test has an account of its own. The faults of
/// a network are in <see cref="RotationTargetFaults"/>.
/// </summary>
public abstract class RotationTargetContract
{
    /// <summary>An account that may change its own password.</summary>
    /// <param name="Settings">Where it is; with <see cref="UserName"/> in it.</param>
    /// <param name="UserName">Its name.</param>
    protected sealed record Account(TargetSettings Settings, string UserName);

    /// <summary>Passwords that something between us and the server may take for something else.</summary>
    public static TheoryData<string> HardPasswords =>
    [
        "it's 'quoted'",
        "\"double\" and `back`",
        @"back\slash\\ and \' and \0 \n",
        "ends with a backslash\\",
        "%s %d 100% _ %",
        "  spaces at both ends  ",
        "ünïcödé – пароль – 密码 – 🔑",
        "$1 $$ ${x} $tag$ \\$",
        "{0} {{1}} {name}",
        "; DROP TABLE x; -- end",
        "/* a comment */ # -- ' OR ''='",
        "?question @name :name @@version",
        "''''''''",
        "SCRAM-SHA-256$4096:abc$def:ghi",
        "*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19",
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ!#$%&()*+,-./:;<=>?@[]^_{|}~0123456789abcdefghijklmnopqrstuvwxyz'\\",
    ];

    /// <summary>Limits that a loaded machine does not reach.</summary>
    protected static TargetLimits Patient => new()
    {
        SignIn = TimeSpan.FromSeconds(30), Statement = TimeSpan.FromSeconds(30), Fence = TimeSpan.FromSeconds(30),
    };

    /// <summary>The adapter; it may reach these loopback ports and nothing else.</summary>
    protected abstract IRotationTarget Target(TargetLimits limits, params int[] allowedPorts);

    /// <summary>Makes an account at the real server.</summary>
    protected abstract Task<Account> NewAccountAsync(string password);

    /// <summary>Locks an account at the real server, so that its right password does not let in any more.</summary>
    protected abstract Task LockAsync(Account account);

    /// <summary>Who may change the passwords of others; null where nobody signs in for a change (webhook).</summary>
    protected abstract TargetCredential? Administrator { get; }

    /// <summary>The account itself, to change its password; null where nobody signs in for a change.</summary>
    protected abstract TargetCredential? Itself(Account account, string password);

    /// <summary>The signing key where the kind has one.</summary>
    protected virtual SecretText? SigningKey => null;

    /// <summary>The same account at another loopback port.</summary>
    protected virtual Account At(Account account, int port) => account with { Settings = account.Settings with { Port = port } };

    /// <summary>The loopback port of the account's server.</summary>
    protected virtual int PortOf(Account account) => account.Settings.Port;

    [ContractFact]
    public async Task A_new_password_works_and_the_old_one_fails()
    {
        var account = await NewAccountAsync("Old-1 secret");

        (await ApplyAsync(account, Itself(account, "Old-1 secret"), "New-2 secret")).ShouldBeOfType<ApplyResult.Applied>();

        (await ProbeAsync(account, "New-2 secret")).ShouldBeOfType<ProbeResult.Accepted>();
        (await ProbeAsync(account, "Old-1 secret")).ShouldBeOfType<ProbeResult.Denied>();
    }

    [ContractFact]
    public async Task The_same_password_twice_does_no_harm()
    {
        var account = await NewAccountAsync("Old-1 secret");

        (await ApplyAsync(account, Itself(account, "Old-1 secret"), "New-2 secret")).ShouldBeOfType<ApplyResult.Applied>();
        (await ApplyAsync(account, Itself(account, "New-2 secret"), "New-2 secret")).ShouldBeOfType<ApplyResult.Applied>();

        (await ProbeAsync(account, "New-2 secret")).ShouldBeOfType<ProbeResult.Accepted>();
    }

    [ContractFact]
    public async Task A_wrong_password_is_denied()
    {
        var account = await NewAccountAsync("Old-1 secret");

        foreach (var wrong in new[] { "old-1 secret", "Old-1 secret ", "Old-1 secre", "x" })
            (await ProbeAsync(account, wrong)).ShouldBeOfType<ProbeResult.Denied>();

        (await ProbeAsync(account, "Old-1 secret")).ShouldBeOfType<ProbeResult.Accepted>();
    }

    [ContractFact]
    public async Task A_missing_account_is_said_to_be_missing()
    {
        var there = await NewAccountAsync("Old-1 secret");
        var account = there with { Settings = there.Settings with { UserName = "nobody_here" }, UserName = "nobody_here" };

        FaultOf(await ApplyAsync(account, Administrator, "New-2 secret")).Kind.ShouldBe(TargetFaultKind.AccountMissing);

        (await ProbeAsync(account, "New-2 secret")).ShouldBeOfType<ProbeResult.Denied>("from outside a missing account looks like a wrong password");
    }

    [ContractFact]
    public async Task A_locked_account_is_not_denied()
    {
        var account = await NewAccountAsync("Old-1 secret");
        await LockAsync(account);

        (await ProbeAsync(account, "Old-1 secret")).ShouldBeOfType<ProbeResult.Unclear>().Fault.Kind.ShouldBe(TargetFaultKind.Locked);
    }

    [ContractTheory, MemberData(nameof(HardPasswords))]
    public async Task A_password_survives_as_it_is(string password)
    {
        var account = await NewAccountAsync("Old-1 secret");

        (await ApplyAsync(account, Itself(account, "Old-1 secret"), password)).ShouldBeOfType<ApplyResult.Applied>();
        (await ProbeAsync(account, password)).ShouldBeOfType<ProbeResult.Accepted>();
        (await ProbeAsync(account, password + "x")).ShouldBeOfType<ProbeResult.Denied>();

        // It also signs in to change itself.
        (await ApplyAsync(account, Itself(account, password), "Next-3 secret")).ShouldBeOfType<ApplyResult.Applied>();
        (await ProbeAsync(account, password)).ShouldBeOfType<ProbeResult.Denied>();
    }

    [ContractFact]
    public async Task Nothing_is_sent_where_the_lease_is_not_ours()
    {
        var account = await NewAccountAsync("Old-1 secret");

        (await ApplyAsync(account, Itself(account, "Old-1 secret"), "New-2 secret", _ => Task.FromResult(false))).ShouldBeOfType<ApplyResult.NotOurs>();

        (await ProbeAsync(account, "New-2 secret")).ShouldBeOfType<ProbeResult.Denied>();
        (await ProbeAsync(account, "Old-1 secret")).ShouldBeOfType<ProbeResult.Accepted>();
    }

    [ContractFact]
    public async Task Nothing_is_sent_where_the_question_fails()
    {
        var account = await NewAccountAsync("Old-1 secret");

        await Should.ThrowAsync<InvalidDataException>(
            () => ApplyAsync(account, Itself(account, "Old-1 secret"), "New-2 secret", _ => throw new InvalidDataException("our database is away")));

        (await ProbeAsync(account, "Old-1 secret")).ShouldBeOfType<ProbeResult.Accepted>();
    }

    [ContractFact]
    public async Task The_question_is_asked_once()
    {
        var account = await NewAccountAsync("Old-1 secret");
        var asked = 0;
        Task<bool> Ask(CancellationToken ct) => Task.FromResult(++asked > 0);

        await ApplyAsync(account, Itself(account, "Old-1 secret"), "New-2 secret", Ask);
        asked.ShouldBe(1);
    }

    [ContractFact]
    public async Task Nothing_of_what_is_secret_or_the_servers_own_words_is_in_a_result()
    {
        var account = await NewAccountAsync("Old-1 secret");
        List<object> said = [await ProbeAsync(account, "Wrong-3 secret"), await ApplyAsync(account, Administrator, "New-2 secret")];
        if (Itself(account, "Wrong-3 secret") is { } by)
            said.Add(await ApplyAsync(account, by, "New-2 secret"));
        await LockAsync(account);
        said.Add(await ProbeAsync(account, "New-2 secret"));
        var change = Change(account, Itself(account, "Old-1 secret"), "New-2 secret");
        said.AddRange([change, change.New, change.New.Password, change.Settings, Login(account, "Old-1 secret"), change.By ?? change.New]);

        foreach (var text in said.Select(thing => thing.ToString()!))
        {
            foreach (var word in new[] { "secret ", "Old-1", "New-2", "Wrong-3", account.UserName, "localhost", "127.0.0.1", "denied for", "password authentication" })
                text.ShouldNotContain(word, Case.Insensitive);
        }
        foreach (var fault in said.Select(TryFaultOf).OfType<TargetFault>())
            fault.Code.ShouldMatch("^[A-Za-z0-9 ]{0,20}$");
    }

    /// <summary>Changes the password at the account's server.</summary>
    protected Task<ApplyResult> ApplyAsync(
        Account account, TargetCredential? by, string password, Func<CancellationToken, Task<bool>>? mayChange = null, TargetLimits? limits = null) =>
        Target(limits ?? Patient, PortOf(account)).ApplyAsync(Change(account, by, password), mayChange ?? (_ => Task.FromResult(true)), CancellationToken.None);

    /// <summary>Tries a password at the account's server.</summary>
    protected Task<ProbeResult> ProbeAsync(Account account, string password, TargetLimits? limits = null) =>
        Target(limits ?? Patient, PortOf(account)).ProbeAsync(Login(account, password), CancellationToken.None);

    protected TargetChange Change(Account account, TargetCredential? by, string password) =>
        new(account.Settings, "0198e0f0-0000-7000-8000-000000000005", 2, Credential(account, password), by, SigningKey);

    protected TargetLogin Login(Account account, string password) =>
        new(account.Settings, "0198e0f0-0000-7000-8000-000000000005", 2, Credential(account, password), SigningKey);

    protected static TargetCredential Credential(Account account, string password) => new(account.UserName, new SecretText(password));

    /// <summary>The fault of a change that certainly did nothing.</summary>
    protected static TargetFault FaultOf(ApplyResult result) => result.ShouldBeOfType<ApplyResult.NotApplied>().Fault;

    private static TargetFault? TryFaultOf(object result) => result switch
    {
        ApplyResult.NotApplied not => not.Fault,
        ApplyResult.Unknown unknown => unknown.Fault,
        ProbeResult.Unclear unclear => unclear.Fault,
        _ => null,
    };
}
