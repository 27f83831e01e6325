using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using FaceAuth.Database;
using FaceAuth.Rotation;
using FaceAuth.Rotation.Targets;
using FaceAuth.Tests.Support;
using FaceAuth.Vault;

namespace FaceAuth.Benchmarks.Drill;

/// <summary>
/// Two worker processes over one MariaDB: passwords for the vault alone, and accounts of a MariaDB server, all due at once. Each is
/// to be rotated exactly once; 100 and 30 a second are the goals.
/// </summary>
internal static class RotationTimes
{
    private const int VaultOnly = 1000, Accounts = 300, Workers = 2;

    public static async Task<int> RunAsync(CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("faceauth-rotation-times-");
        try
        {
            using var servers = await DrillServers.StartAsync();
            var database = await servers.MariaDb.CreateDatabaseAsync();
            await using var app = await DrillSite.StartAsync(folder.FullName, database, null, null, ct);
            var right = await MeasureAsync(app.Services, servers, folder.FullName, database, "vault only", VaultOnly, accounts: false, ct);
            right &= await MeasureAsync(app.Services, servers, folder.FullName, database, "MariaDB", Accounts, accounts: true, ct);
            return right ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<bool> MeasureAsync(
        IServiceProvider services, DrillServers servers, string folder, string database, string name, int count, bool accounts, CancellationToken ct)
    {
        var member = await DrillMember.EnrolAsync(services, $"m{count}", ct);
        var host = servers.MariaDb.Port;
        if (accounts)
            await member.AllowAsync(host, ct);
        var entries = new List<VaultEntryId>();
        for (var i = 0; i < count; i++)
        {
            var (user, password) = ($"bench_{i}", $"first password {i}");
            if (accounts)
                await servers.CreateAsync(TargetKind.MySql, user, password);
            entries.Add(await member.AddAsync(user, user, password, ct));
            await member.PlanAsync(
                entries[^1],
                accounts ? new TargetSettings { Kind = TargetKind.MySql, Host = "127.0.0.1", Port = host, Tls = false, UserName = user } : new TargetSettings(), ct);
        }
        var (faults, all) = (new ConcurrentQueue<string>(), new List<DrillProcess>());
        var workers = await Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => DrillProcess.StartAsync(folder, database, faults, all, ct)));
        await member.MakeDueAsync(entries, ct);
        await services.GetRequiredService<RotationPlanning>().PlanAsync(ct);
        var db = services.GetRequiredService<Db>();
        Task<long> CountAsync(string what) => db.ReadAsync(session => session.ScalarAsync<long>(
            $"SELECT COUNT(*) FROM {what}", new { Account = member.Session.Account.ToString() }), ct);

        var start = Stopwatch.GetTimestamp();
        foreach (var worker in workers)
            worker.Begin();
        long most = 0;
        while (await CountAsync("rotations WHERE account_id = @Account AND open_entry_id IS NOT NULL") > 0 && Stopwatch.GetElapsedTime(start) < TimeSpan.FromMinutes(3))
        {
            most = Math.Max(most, await CountAsync("information_schema.processlist WHERE user LIKE 'bench%'"));
            await Task.Delay(20, ct);
        }
        var took = Stopwatch.GetElapsedTime(start);
        foreach (var worker in workers)
            worker.Stop();
        await Task.WhenAll(workers.Select(worker => worker.Over));

        var promoted = await CountAsync("rotations WHERE account_id = @Account AND state = 'Promoted'");
        var distinct = await CountAsync("(SELECT DISTINCT entry_id FROM rotations WHERE account_id = @Account AND state = 'Promoted') once");
        var second = await CountAsync("vault_secrets WHERE account_id = @Account AND field = 'Password' AND version = 2");
        var third = await CountAsync("vault_secrets WHERE account_id = @Account AND field = 'Password' AND version > 2");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: {count} due, {promoted} rotations of {distinct} entries, {second} second and {third} further versions; " +
            $"{took.TotalSeconds:F1} s, {count / took.TotalSeconds:F0} a second"));
        if (accounts)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"at most {most} connections of them at the server, {Workers} workers with {new RotationOptions().ParallelPerHost} each"));
        return promoted == count && distinct == count && second == count && third == 0 && most <= Workers * new RotationOptions().ParallelPerHost;
    }
}
