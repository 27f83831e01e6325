using System.Collections.Concurrent;
using FaceAuth.Accounts;
using FaceAuth.Database;
using FaceAuth.Rotation;
using FaceAuth.Rotation.Targets;
using FaceAuth.Vault;

namespace FaceAuth.Benchmarks.Drill;

/// <summary>Compares what the vault says with whom the real servers let in.</summary>
internal sealed class DrillTruth(IServiceProvider services, DrillServers servers, AccountId account)
{
    private readonly Db _db = services.GetRequiredService<Db>();
    private readonly VaultSecretStore _secrets = services.GetRequiredService<VaultSecretStore>();
    private readonly RotationStore _rotations = services.GetRequiredService<RotationStore>();
    private readonly UnattendedVaults _vaults = services.GetRequiredService<UnattendedVaults>();
    private int _asked;

    /// <summary>What was lost, and other promises that were broken.</summary>
    public ConcurrentQueue<string> Lost { get; } = [];

    /// <summary>How often an entry was compared.</summary>
    public int Asked => _asked;

    /// <summary>At any instant, whatever is going on: a password that is kept lets us in. Of a single account none but the current one or a candidate.</summary>
    public async Task AskAnytimeAsync(DrillEntry entry, CancellationToken ct)
    {
        if (entry.Kind == TargetKind.VaultOnly)
            return;
        Interlocked.Increment(ref _asked);
        // A rotation that goes on between the reading and the asking makes both say no: only a vault that stood still counts.
        for (var (attempt, still) = (1, 0); still < 4; attempt++)
        {
            var kept = await ReadAsync(entry, ct);
            foreach (var (_, password) in kept.Newest)
            {
                if (await servers.LetsInAsync(entry.Kind, kept.UserName, password, ct))
                    return;
            }
            still = (await ReadAsync(entry, ct)).Versions.SequenceEqual(kept.Versions) ? still + 1 : 0;
            if (attempt == 200)
                break;
            await Task.Delay(50, ct);
        }
        var last = await ReadAsync(entry, ct);
        var before = await BeforeAsync(entry, last.Versions, ct);
        Lost.Enqueue(before is not null && await servers.LetsInAsync(entry.Kind, last.UserName, before, ct)
            ? $"{entry.Name}: lets in the password of before"
            : $"{entry.Name}: lets in none that is kept");
    }

    /// <summary>At rest: the current password lets us in, the one before does not (of two accounts, the other one's does), nor does any other.</summary>
    public async Task AskAtRestAsync(DrillEntry entry, CancellationToken ct)
    {
        Interlocked.Increment(ref _asked);
        var kept = await ReadAsync(entry, ct);
        var promoted = await _db.ReadAsync(session => session.ScalarAsync<long>(
            "SELECT COUNT(*) FROM rotations WHERE account_id = @Account AND entry_id = @Entry AND state = 'Promoted'",
            new { Account = account.ToString(), Entry = entry.Id.ToString() }), ct);
        if (kept.Versions.Count(version => version.IsCounted) - 1 != promoted)
            Lost.Enqueue($"{entry.Name}: {promoted} rotations, {kept.Versions.Count} passwords");
        if (entry.Kind == TargetKind.VaultOnly)
            return;
        if (!await servers.LetsInAsync(entry.Kind, kept.UserName, kept.Current.Password, ct))
            Lost.Enqueue($"{entry.Name}: the current password is refused");
        if (await servers.LetsInAsync(entry.Kind, kept.UserName, "no password of anybody", ct))
            Lost.Enqueue($"{entry.Name}: anything is let in");
        if (await BeforeAsync(entry, kept.Versions, ct) is not { } before)
            return;
        if (await servers.LetsInAsync(entry.Kind, entry.Alternates ? entry.Other(kept.UserName) : kept.UserName, before, ct) != entry.Alternates)
            Lost.Enqueue(entry.Alternates ? $"{entry.Name}: the other account's password is refused" : $"{entry.Name}: the password of before is let in");
    }

    /// <summary>The open rotations that need a person.</summary>
    public async Task<int> CountInAttentionAsync(CancellationToken ct) =>
        (await _db.ReadAsync(session => _rotations.ListInAttentionAsync(session, null, 1000), ct)).Count;

    /// <summary>The open rotation of an entry, or null.</summary>
    public Task<RotationRow?> FindOpenAsync(DrillEntry entry, CancellationToken ct) =>
        _db.ReadAsync(session => _rotations.FindOpenAsync(session, account, entry.Id.ToString()), ct);

    /// <summary>A rotation.</summary>
    public Task<RotationRow?> FindAsync(string rotation, CancellationToken ct) =>
        _db.ReadAsync(session => _rotations.FindAsync(session, account, rotation), ct);

    /// <summary>The entries of which a rotation is open.</summary>
    public async Task<IReadOnlySet<string>> ListOpenAsync(CancellationToken ct) =>
        (await _db.ReadAsync(session => session.QueryAsync<string>(
            "SELECT open_entry_id FROM rotations WHERE account_id = @Account AND open_entry_id IS NOT NULL", new { Account = account.ToString() }), ct)).ToHashSet();

    /// <summary>How many rotations ended with a new password.</summary>
    public Task<long> CountPromotedAsync(CancellationToken ct) =>
        _db.ReadAsync(session => session.ScalarAsync<long>(
            "SELECT COUNT(*) FROM rotations WHERE account_id = @Account AND state = 'Promoted'", new { Account = account.ToString() }), ct);

    /// <summary>The version that the vault calls current.</summary>
    public async Task<int> CurrentVersionAsync(DrillEntry entry, CancellationToken ct) => (await ReadAsync(entry, ct)).Current.Version;

    // The newest version that counted and does not any more.
    private async Task<string?> BeforeAsync(DrillEntry entry, IReadOnlyList<Known> versions, CancellationToken ct)
    {
        using var vault = await OpenAsync(ct);
        return versions.FirstOrDefault(version => version.IsReplaced) is { } before ? await vault.FindPasswordAsync(entry.Id, before.Version, ct) : null;
    }

    private async Task<Kept> ReadAsync(DrillEntry entry, CancellationToken ct)
    {
        using var vault = await OpenAsync(ct);
        while (true)
        {
            var card = (await vault.FindAsync(entry.Id, ct))!.Card;
            var (candidates, versions) = await _db.ReadAsync(async session => (
                await _secrets.ListCandidatesAsync(session, account, entry.Id),
                await _secrets.ListVersionsAsync(session, account, entry.Id, SecretField.Password)), ct);
            // The other one of two accounts gets the candidates.
            var asked = entry.Alternates ? [card.Password] : candidates.Select(row => (int)row.Version).Append(card.Password).Distinct().ToList();
            var newest = new List<(int Version, string Password)>();
            foreach (var version in asked)
            {
                if (await vault.FindPasswordAsync(entry.Id, version, ct) is { } password)
                    newest.Add((version, password));
            }
            if (newest.Count < asked.Count || (await vault.FindAsync(entry.Id, ct))!.Card.Password != card.Password)
                continue; // promoted meanwhile
            return new Kept(
                entry.Alternates ? card.UserName : entry.UserName, newest[^1], newest,
                [
                    .. candidates.Select(row => new Known((int)row.Version, IsCounted: false, IsReplaced: false)),
                    .. versions.Select(version => new Known((int)version.Version, IsCounted: true, version.ReplacedAt is not null)),
                ]);
        }
    }

    private async Task<UnattendedVault> OpenAsync(CancellationToken ct) =>
        await _vaults.OpenAsync(account, ct) ?? throw new InvalidOperationException("The vault is gone.");

    private sealed record Known(int Version, bool IsCounted, bool IsReplaced);

    // The current one is the last of the newest; versions from the newest on, candidates first.
    private sealed record Kept(string UserName, (int Version, string Password) Current, IReadOnlyList<(int Version, string Password)> Newest, IReadOnlyList<Known> Versions);
}
