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
        var history = (await ReadAsync(entry, ct)) is var all && await AnyAsync(entry, all.UserName, all.History.Select(old => old.Password), ct);
        Lost.Enqueue(history ? $"{entry.Name}: lets in a password of before" : $"{entry.Name}: lets in none that is kept");
    }

    /// <summary>At rest: the current password lets us in, the one before does not (of two accounts, the other one's does), nor does any other.</summary>
    public async Task AskAtRestAsync(DrillEntry entry, CancellationToken ct)
    {
        Interlocked.Increment(ref _asked);
        var kept = await ReadAsync(entry, ct);
        var promoted = await _db.ReadAsync(session => session.ScalarAsync<long>(
            "SELECT COUNT(*) FROM rotations WHERE account_id = @Account AND entry_id = @Entry AND state = 'Promoted'",
            new { Account = account.ToString(), Entry = entry.Id.ToString() }), ct);
        if (kept.History.Count != promoted)
            Lost.Enqueue($"{entry.Name}: {promoted} rotations, {kept.History.Count} old passwords");
        if (entry.Kind == TargetKind.VaultOnly)
            return;
        if (!await servers.LetsInAsync(entry.Kind, kept.UserName, kept.Current.Password, ct))
            Lost.Enqueue($"{entry.Name}: the current password is refused");
        if (await servers.LetsInAsync(entry.Kind, kept.UserName, "no password of anybody", ct))
            Lost.Enqueue($"{entry.Name}: anything is let in");
        if (kept.History is not [var before, ..])
            return;
        if (await servers.LetsInAsync(entry.Kind, entry.Alternates ? entry.Other(kept.UserName) : kept.UserName, before.Password, ct) != entry.Alternates)
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

    private async Task<bool> AnyAsync(DrillEntry entry, string userName, IEnumerable<string> passwords, CancellationToken ct)
    {
        foreach (var password in passwords)
        {
            if (await servers.LetsInAsync(entry.Kind, userName, password, ct))
                return true;
        }
        return false;
    }

    private async Task<Kept> ReadAsync(DrillEntry entry, CancellationToken ct)
    {
        using var vault = await _vaults.OpenAsync(account, ct) ?? throw new InvalidOperationException("The vault is gone.");
        while (true)
        {
            var card = (await vault.FindAsync(entry.Id, ct))!.Card;
            var (candidates, versions) = await _db.ReadAsync(async session => (
                await _secrets.ListCandidatesAsync(session, account, entry.Id),
                await _secrets.ListVersionsAsync(session, account, entry.Id, SecretField.Password)), ct);
            var all = candidates.Select(row => (int)row.Version).Concat(versions.Select(version => (int)version.Version)).Append(card.Password).ToHashSet();
            var opened = new Dictionary<int, string>();
            foreach (var version in all)
            {
                if (await vault.FindPasswordAsync(entry.Id, version, ct) is { } password)
                    opened[version] = password;
            }
            if (opened.Count < all.Count || (await vault.FindAsync(entry.Id, ct))!.Card is var again && (again.Password, again.UserName) != (card.Password, card.UserName))
                continue; // promoted meanwhile
            var newest = entry.Alternates ? [card.Password] : candidates.Select(row => (int)row.Version).Append(card.Password).Distinct();
            var user = entry.Alternates ? card.UserName : entry.UserName;
            return new Kept(
                user, (card.Password, opened[card.Password]), [.. newest.Select(version => (version, opened[version]))],
                [.. versions.Where(version => version.Version != card.Password).Select(version => ((int)version.Version, opened[(int)version.Version]))]);
        }
    }

    private sealed record Kept(
        string UserName, (int Version, string Password) Current, IReadOnlyList<(int Version, string Password)> Newest,
        IReadOnlyList<(int Version, string Password)> History)
    {
        public IEnumerable<int> Versions => [.. Newest.Select(one => one.Version), Current.Version, .. History.Select(one => one.Version)];
    }
}
