using FaceAuth.Accounts;
using FaceAuth.Database;
using FaceAuth.Keys;
using FaceAuth.Ledger;
using FaceAuth.Rotation.Targets;
using FaceAuth.Vault;

namespace FaceAuth.Rotation;

/// <summary>What members set about the rotation of their entries. Saving asks for a fresh proof, which the page has checked.</summary>
public sealed class RotationPlans(
    Db db, LiveSessions live, PasswordVault vault, UnattendedVaults vaults, VaultStore entries, RotationPlanStore plans, RotationStore rotations,
    RotationPlanNews news, RotationSchedules schedules, LookupHash lookup, LedgerWriter ledger, TimeProvider clock)
{
    /// <summary>The plan of an entry, or null where it has none or it does not open.</summary>
    public async Task<RotationPlan?> FindAsync(VaultSession member, VaultEntryId entry, CancellationToken ct)
    {
        if (await db.ReadAsync(session => plans.FindAsync(session, member.Account, entry.ToString()), ct) is not { } row)
            return null;
        using var open = await vaults.OpenAsync(member.Account, ct);
        return OpenedPlans.Open(open, row) is { } settings
            ? new RotationPlan(settings, row.Version, InstantOf(row.PausedAt), InstantOf(row.HeldAt))
            : null;
    }

    /// <summary>Sets or changes a plan.</summary>
    /// <param name="member">Who, in which session.</param>
    /// <param name="id">Whose password.</param>
    /// <param name="readVersion">The plan's version that the member saw; 0 for none.</param>
    /// <param name="settings">What they set; the page has said what is wrong with it.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<RotationPlanResult> SaveAsync(VaultSession member, VaultEntryId id, long readVersion, RotationSettings settings, CancellationToken ct)
    {
        if (await vault.FindAsync(member, id, ct) is not { IsOpen: true } entry)
            return new RotationPlanResult.NotThere();
        var named = new List<VaultEntry>();
        foreach (var other in new[] { settings.Target.Administrator, settings.Target.SigningKey }.OfType<VaultEntryId>())
        {
            if (other == id || await vault.FindAsync(member, other, ct) is not { IsOpen: true, Card.Password: > 0 } credential)
                return new RotationPlanResult.CredentialMissing();
            named.Add(credential);
        }
        using var open = await vaults.OpenAsync(member.Account, ct);
        if (open is null)
            return new RotationPlanResult.NotThere();
        var before = await FindAsync(member, id, ct);
        var tells = settings.Target.Kind != TargetKind.VaultOnly && before?.Settings.Target != settings.Target
            ? await news.SealAsync(member, entry, named, ct)
            : null;
        var now = clock.GetUtcNow();
        var next = schedules.Next(settings, now);
        var row = new RotationPlanRow
        {
            EntryId = id.ToString(),
            AccountId = member.Account.ToString(),
            Version = readVersion + 1,
            Kind = settings.Target.Kind.ToString(),
            HostKey = settings.Target.HostKey is { Length: > 0 } host ? lookup.Of("host", host) : "",
            SealedSettings = open.Seal(RotationSettings.Context(member.Account.ToString(), id.ToString(), readVersion + 1), settings.ToBytes()),
            AfterReveal = settings.AfterReveal,
            RevealsSeenAt = now.ToUnixTimeMilliseconds(),
            Scheduled = next is null ? 0 : 1,
            CreatedAt = now.ToUnixTimeMilliseconds(),
            UpdatedAt = now.ToUnixTimeMilliseconds(),
            SignInId = member.SignInId,
            // One that is held becomes its member's with the first save; else whoever chose the target stays answerable for it.
            TargetSignInId = before is { HeldAt: null } && before.Settings.Target == settings.Target ? "" : member.SignInId,
        };
        var note = await NoteAsync(member, LedgerKinds.RotationPlanned, id, entry, ct);
        var result = await db.WriteAsync<RotationPlanResult>(async tx =>
        {
            if (!await live.LockAsync(tx, member))
                return new RotationPlanResult.NotThere();
            // What is under way must be ended where it was begun.
            if (await rotations.FindOpenAsync(tx, member.Account, row.EntryId) is { } running)
                return new RotationPlanResult.Running(running.Id);
            if (!await plans.SaveAsync(tx, row, readVersion))
                return new RotationPlanResult.ChangedMeanwhile();
            await SetAsync(tx, member, id, planned: true, next);
            if (tells is not null)
                await news.AddAsync(tx, tells);
            await ledger.AppendAsync(tx, note);
            return new RotationPlanResult.Saved();
        }, ct);
        news.Nudge();
        return result;
    }

    /// <summary>Removes a plan: the entry is changed by hand from now on.</summary>
    public async Task<RotationPlanResult> RemoveAsync(VaultSession member, VaultEntryId id, CancellationToken ct)
    {
        if (await vault.FindAsync(member, id, ct) is not { } entry)
            return new RotationPlanResult.NotThere();
        var note = await NoteAsync(member, LedgerKinds.RotationUnplanned, id, entry, ct);
        return await db.WriteAsync<RotationPlanResult>(async tx =>
        {
            if (!await live.LockAsync(tx, member))
                return new RotationPlanResult.NotThere();
            if (await rotations.FindOpenAsync(tx, member.Account, id.ToString()) is { } running)
                return new RotationPlanResult.Running(running.Id);
            if (!await plans.DeleteAsync(tx, member.Account, id.ToString()))
                return new RotationPlanResult.NotThere();
            await SetAsync(tx, member, id, planned: false, ByHandAt(entry));
            await ledger.AppendAsync(tx, note);
            return new RotationPlanResult.Saved();
        }, ct);
    }

    /// <summary>Pauses a plan, or goes on with it; what is under way is ended in any case.</summary>
    public async Task<RotationPlanResult> SetPausedAsync(VaultSession member, VaultEntryId id, bool paused, CancellationToken ct)
    {
        if (await vault.FindAsync(member, id, ct) is not { } entry)
            return new RotationPlanResult.NotThere();
        var note = await NoteAsync(member, paused ? LedgerKinds.RotationPaused : LedgerKinds.RotationResumed, id, entry, ct);
        return await db.WriteAsync<RotationPlanResult>(async tx =>
        {
            if (!await live.LockAsync(tx, member) || await plans.FindAsync(tx, member.Account, id.ToString()) is not { } plan)
                return new RotationPlanResult.NotThere();
            if (plan.HeldAt is not null)
                return new RotationPlanResult.Held();
            if (await plans.SetPausedAsync(tx, member.Account, id.ToString(), paused ? Now() : null, member.SignInId))
                await ledger.AppendAsync(tx, note);
            return new RotationPlanResult.Saved();
        }, ct);
    }

    private async Task SetAsync(DbSession tx, VaultSession member, VaultEntryId id, bool planned, long? at) =>
        await entries.SetRotationAsync(tx, member.Account, id, planned, at, await entries.CountChangeAsync(tx, member.Account, Now()));

    private ValueTask<SealedLedgerEvent> NoteAsync(VaultSession member, string kind, VaultEntryId id, VaultEntry entry, CancellationToken ct) =>
        ledger.SealAsync(member.Event(kind, id.ToString(), ("entry", entry.Card.Name)), ct);

    private static long? ByHandAt(VaultEntry entry) =>
        entry.MarkedAt is { } marked ? marked.ToUnixTimeMilliseconds()
        : entry is { Card.RotateEvery: > 0 and var days, PasswordChangedAt: { } changed } ? changed.AddDays(days).ToUnixTimeMilliseconds()
        : null;

    private static DateTimeOffset? InstantOf(long? at) => at is { } instant ? DateTimeOffset.FromUnixTimeMilliseconds(instant) : null;

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}

/// <summary>A plan as its member sees it.</summary>
/// <param name="Settings">What it says.</param>
/// <param name="Version">Counts its changes.</param>
/// <param name="PausedAt">Since when its member has it wait.</param>
/// <param name="HeldAt">Since when nothing is done by it, because a disowned sign-in had set it.</param>
public sealed record RotationPlan(RotationSettings Settings, long Version, DateTimeOffset? PausedAt, DateTimeOffset? HeldAt);

/// <summary>How a change to a plan ended.</summary>
public abstract record RotationPlanResult
{
    private RotationPlanResult() { }

    /// <summary>It is done.</summary>
    public sealed record Saved : RotationPlanResult;

    /// <summary>A rotation was begun.</summary>
    public sealed record Begun(string Id) : RotationPlanResult;

    /// <summary>A rotation is open, and has to end first.</summary>
    public sealed record Running(string Id) : RotationPlanResult;

    /// <summary>A disowned sign-in had set the plan: its member has to look at it and save it first.</summary>
    public sealed record Held : RotationPlanResult;

    /// <summary>The plan was changed since it was read.</summary>
    public sealed record ChangedMeanwhile : RotationPlanResult;

    /// <summary>An entry that is named as a credential is not there, has no password, or is the entry itself.</summary>
    public sealed record CredentialMissing : RotationPlanResult;

    /// <summary>No such entry or plan, or the session is over.</summary>
    public sealed record NotThere : RotationPlanResult;
}
