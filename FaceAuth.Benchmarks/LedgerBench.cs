using System.Diagnostics;
using System.Globalization;
using FaceAuth.Database;
using FaceAuth.Database.Dialects;
using FaceAuth.Keys;
using FaceAuth.Ledger;
using FaceAuth.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FaceAuth.Benchmarks;

/// <summary>How fast a long ledger is verified, in how much memory, and how many rows a second can be appended by several writers.</summary>
internal static class LedgerBench
{
    private static readonly TimeSpan AppendFor = TimeSpan.FromSeconds(3);

    public static async Task<int> RunAsync(int rows, CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("faceauth-ledger-");
        try
        {
            var file = Path.Combine(folder.FullName, "faceauth.db");
            await using (var site = await StartAsync(folder.FullName, new SqliteDialect(file, TimeSpan.FromSeconds(30)), ct))
            {
                var watch = Stopwatch.StartNew();
                Fill(site, file, rows);
                Console.WriteLine($"SQLite: {Number(rows)} rows made in {watch.Elapsed.TotalSeconds:F0} s, {Number(new FileInfo(file).Length >> 20)} MB.");
                for (var round = 0; round < 3; round++)
                    await VerifyAsync(site, rows, ct);
                Console.WriteLine($"Highest resident memory of the process: {PeakMegabytes()} MB.");
            }

            foreach (var writers in new[] { 1, 2, 8 })
                await AppendAsync("SQLite", writers, () => new SqliteDialect(Path.Combine(folder.FullName, $"append{writers}.db"), TimeSpan.FromSeconds(30)), ct);
            if (MariaDbServer.Missing is not null)
                return 0;
            var server = await MariaDbServer.SharedAsync();
            foreach (var writers in new[] { 1, 2, 8 })
            {
                var options = new MySqlOptions { ConnectionString = await server.CreateDatabaseAsync() };
                await AppendAsync("MariaDB", writers, () => new MySqlDialect(options), ct);
            }

            return 0;
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            folder.Delete(recursive: true);
        }
    }

    private static async Task<ServiceProvider> StartAsync(string folder, IDialect dialect, CancellationToken ct)
    {
        var configuration = new ConfigurationBuilder().Build();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddSingleton(new FaceAuth.Site.DataFolder(folder));
        services.AddDatabase(configuration).Replace(ServiceDescriptor.Singleton(dialect));
        services.AddKeys(configuration);
        services.AddLedger(configuration);
        var built = services.BuildServiceProvider();
        await built.GetRequiredService<Migrator>().MigrateAsync(ct);
        await built.GetRequiredService<KeyRing>().StartAsync(ct);
        await built.GetRequiredService<Db>().WriteAsync(built.GetRequiredService<LedgerStore>().StartAsync, ct);
        return built;
    }

    // Through the canonical form, but past the door of the database: one statement a row, prepared once.
    private static void Fill(IServiceProvider site, string file, int rows)
    {
        var key = site.GetRequiredService<LedgerKey>();
        var writer = site.GetRequiredService<LedgerWriter>();
        var note = writer.SealAsync(
            new LedgerEvent(LedgerKinds.Revealed, "", Guid.CreateVersion7().ToString(), Guid.CreateVersion7().ToString(),
                [("network", "2001:db8::1"), ("device", "Firefox on Linux"), ("entry", "bank")]), CancellationToken.None).AsTask().Result;
        note = note with { Account = Guid.CreateVersion7().ToString() };
        using var connection = new SqliteConnection($"Data Source={file}");
        connection.Open();
        using var transaction = connection.BeginTransaction();
        using var insert = connection.CreateCommand();
        insert.CommandText = """
            INSERT INTO ledger (seq, format, id, at, kind, account_id, actor_id, subject_id, details_hash, sealed_details, mac)
            VALUES ($seq, 1, $id, $at, $kind, $account, $actor, $subject, $hash, $sealed, $mac)
            """;
        string[] names = ["$seq", "$id", "$at", "$kind", "$account", "$actor", "$subject", "$hash", "$sealed", "$mac"];
        var parameters = names.ToDictionary(name => name, name => insert.Parameters.Add(new SqliteParameter(name, null)));
        var mac = LedgerFormat.Genesis;
        Span<byte> form = stackalloc byte[LedgerFormat.MaxSize];
        for (long seq = 1; seq <= rows; seq++)
        {
            mac = key.Mac(form[..LedgerFormat.WriteRow(form, seq, note, mac)]);
            object?[] values = [seq, note.Id, note.At, note.Kind, note.Account, note.Actor, note.Subject, note.DetailsHash, note.SealedDetails, mac];
            for (var i = 0; i < names.Length; i++)
                insert.Parameters[i].Value = values[i];
            insert.ExecuteNonQuery();
        }

        using var head = connection.CreateCommand();
        head.CommandText = "UPDATE ledger_head SET seq = $seq, mac = $mac";
        head.Parameters.AddWithValue("$seq", rows);
        head.Parameters.AddWithValue("$mac", mac);
        head.ExecuteNonQuery();
        transaction.Commit();
    }

    private static async Task VerifyAsync(IServiceProvider site, int rows, CancellationToken ct)
    {
        var (watch, processor, made) = (Stopwatch.StartNew(), Process.GetCurrentProcess().TotalProcessorTime, GC.GetTotalAllocatedBytes());
        var verdict = await site.GetRequiredService<LedgerVerifier>().VerifyAsync([], null, ct);
        // Not anchored: the rows did not come through the program.
        if (verdict is not LedgerVerdict.AnchorMissing { Head.Seq: var seq } || seq != rows)
            throw new InvalidOperationException($"The ledger should be whole: {verdict}");
        var busy = (Process.GetCurrentProcess().TotalProcessorTime - processor).TotalSeconds;
        Console.WriteLine(
            $"verify: {Number(rows / watch.Elapsed.TotalSeconds)} rows a second by the clock, {Number(rows / busy)} of processor time, "
            + $"{(GC.GetTotalAllocatedBytes() - made) / (double)rows:F1} bytes made a row.");
    }

    private static async Task AppendAsync(string name, int writers, Func<IDialect> open, CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("faceauth-ledger-");
        await using var site = await StartAsync(folder.FullName, open(), ct);
        var (db, writer) = (site.GetRequiredService<Db>(), site.GetRequiredService<LedgerWriter>());
        var waits = new List<double>();
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, writers).Select(async _ =>
        {
            while (watch.Elapsed < AppendFor)
            {
                var note = await writer.SealAsync(new LedgerEvent(LedgerKinds.Revealed, "", "", "", [("network", "2001:db8::1")]), ct);
                var start = Stopwatch.GetTimestamp();
                await db.WriteAsync(tx => writer.AppendAsync(tx, note), ct);
                lock (waits)
                    waits.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }));
        var seconds = watch.Elapsed.TotalSeconds;
        waits.Sort();
        Console.WriteLine(
            $"{name}, {writers} writers: {Number(waits.Count / seconds)} appends a second, median {waits[waits.Count / 2]:F1} ms, p95 {waits[waits.Count * 95 / 100]:F1} ms.");
        folder.Delete(recursive: true);
    }

    private static string PeakMegabytes()
    {
        var line = File.ReadLines("/proc/self/status").First(text => text.StartsWith("VmHWM:", StringComparison.Ordinal));
        return Number(double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024);
    }

    private static string Number(double value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
