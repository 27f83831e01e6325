using FaceAuth.Database;
using FaceAuth.Rotation;
using FaceAuth.Rotation.Schedules;
using FaceAuth.Rotation.Targets;
using FaceAuth.Tests.Ledger;
using FaceAuth.Tests.Support;
using FaceAuth.Vault;
using Microsoft.Extensions.DependencyInjection;

namespace FaceAuth.Tests.Rotation;

/// <summary>A member with an entry whose password is rotated at a target on paper.</summary>
internal sealed class RotatedEntry : IAsyncDisposable
{
    public const string First = "first password";
    private static readonly CancellationToken Ct = CancellationToken.None;
    private bool _devicesForgotten;

    private RotatedEntry(TestSite site, VaultVisitor ada, PaperTarget target) => (Site, Ada, Target) = (site, ada, target);

    public TestSite Site { get; }
    public VaultVisitor Ada { get; private set; }
    public PaperTarget Target { get; }
    public VaultEntryId Id { get; private set; }

    /// <summary>An entry with a plan: every 30 days at a target where the first password is set.</summary>
    public static async Task<RotatedEntry> BeginAsync(DatabaseKind kind, Func<RotationSettings, RotationSettings>? change = null, TargetKind target = TargetKind.MySql)
    {
        var paper = new PaperTarget(target) { ["ada"] = First };
        var site = await TestSite.StartAsync(kind, services => services.AddSingleton<IRotationTarget>(paper));
        var entry = new RotatedEntry(site, await VaultVisitor.EnrolAsync(site), paper);
        entry.Id = await entry.Ada.AddAsync(Input("Database", "ada", First));
        await entry.PlanAsync(change);
        return entry;
    }

    /// <summary>What a form holds; a null password is not touched.</summary>
    public static EntryInput Input(string name, string userName, string? password = null) => new()
    {
        Name = name, UserName = userName,
        Secrets = password is null ? new Dictionary<SecretField, string>() : new Dictionary<SecretField, string> { [SecretField.Password] = password },
    };

    /// <summary>What the plan says.</summary>
    public RotationSettings Settings { get; private set; } = new();

    /// <summary>Sets the plan anew.</summary>
    public async Task PlanAsync(Func<RotationSettings, RotationSettings>? change = null)
    {
        var plain = new RotationSettings
        {
            Target = new TargetSettings { Kind = Target.Kind, Host = "db.example.org", Port = 3306 }, Schedule = new RotationSchedule { EveryDays = 30 },
        };
        Settings = change?.Invoke(plain) ?? plain;
        var plans = Site.Get<RotationPlans>();
        var version = (await plans.FindAsync(Ada.Session, Id, Ct))?.Version ?? 0;
        (await plans.SaveAsync(Ada.Session, Id, version, Settings, Ct)).ShouldBeOfType<RotationPlanResult.Saved>();
    }

    /// <summary>Asks for a rotation, and works on it once.</summary>
    public async Task<RotationSummary> RotateAsync()
    {
        await RequestAsync();
        await RunAsync();
        return await NewestAsync();
    }

    /// <summary>Asks for a rotation; nobody works on it yet.</summary>
    public async Task RequestAsync()
    {
        await StaySignedInAsync();
        (await Site.Get<RotationRequests>().RequestAsync(Ada.Session, Id, Ct)).ShouldBeOfType<RotationPlanResult.Begun>();
    }

    /// <summary>Signs in anew where the session has ended meanwhile.</summary>
    public async Task StaySignedInAsync()
    {
        if (Ada.Session.EndsAt <= Site.Clock.GetUtcNow())
            Ada = _devicesForgotten ? await VaultVisitor.SignInElsewhereAsync(Site, Ada.Account, new TestBrowser()) : await VaultVisitor.SignInAsync(Site, Ada.Account);
    }

    /// <summary>Signs in again after a disowned sign-in had closed the account's face, as a recovery opens it.</summary>
    public async Task ComeBackAsync()
    {
        _devicesForgotten = true;
        await Site.TamperAsync("UPDATE accounts SET face_closed_at = NULL WHERE id = @Id", new { Ada.Account.Id });
        Ada = await VaultVisitor.SignInElsewhereAsync(Site, Ada.Account, new TestBrowser());
    }

    /// <summary>Works on what is due.</summary>
    public Task<int> RunAsync() => Site.Get<RotationRunner>().RunDueAsync(Ct);

    /// <summary>Looks for what is due.</summary>
    public Task<int> LookAsync() => Site.Get<RotationPlanning>().PlanAsync(Ct);

    /// <summary>Lets time pass, and works on what is due then.</summary>
    public async Task<RotationSummary> LaterAsync(TimeSpan? by = null)
    {
        Site.Clock.Advance(by ?? TimeSpan.FromHours(2));
        await RunAsync();
        return await NewestAsync();
    }

    /// <summary>The newest rotation.</summary>
    public async Task<RotationSummary> NewestAsync() => (await ListAsync()).Newest[0];

    /// <summary>The rotations.</summary>
    public Task<EntryRotations> ListAsync() => Site.Get<RotationTimelines>().ListAsync(Ada.Session, Id, Ct);

    /// <summary>The steps of the newest rotation.</summary>
    public async Task<string[]> StepsAsync() =>
        [.. (await Site.Get<RotationTimelines>().FindAsync(Ada.Session, (await NewestAsync()).Id, Ct)).ShouldNotBeNull().Steps.Select(step => step.Name)];

    /// <summary>What the vault says is the password, as a member gets to see it.</summary>
    public async Task<string> CurrentAsync()
    {
        await StaySignedInAsync();
        return await Ada.ShowAsync(Id, version: (await EntryAsync()).Card.Password);
    }

    /// <summary>The entry.</summary>
    public async Task<VaultEntry> EntryAsync() => (await Ada.FindAsync(Id)).ShouldNotBeNull();

    /// <summary>Puts the newest rotation into a state, as a process that died there has left it: its lease has run out.</summary>
    public Task DieInAsync(RotationState state) =>
        Site.Get<Db>().WriteAsync(
            tx => tx.ExecuteAsync(
                "UPDATE rotations SET state = @State, lease_id = 'dead', leased_until = @Until WHERE open_entry_id = @Entry",
                new { State = state.ToString(), Until = Site.Clock.GetUtcNow().AddMinutes(-1).ToUnixTimeMilliseconds(), Entry = Id.ToString() }), Ct);

    public ValueTask DisposeAsync() => Site.DisposeAsync();
}
