using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using FaceAuth.Tests.Support;

namespace FaceAuth.Benchmarks.Drill;

/// <summary>
/// Rotates real passwords at a real MariaDB and PostgreSQL while the processes that do it are killed, cut off and put to sleep,
/// and compares what the vault says with whom the servers let in. docs/drill.md tells what it does.
/// </summary>
internal static class DrillProgram
{
    public static async Task<int> RunAsync(int kills, int seed, CancellationToken ct)
    {
        if (MariaDbServer.Missing is { } missing)
        {
            Console.Error.WriteLine($"The drill {missing}");
            return 2;
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}, {kills} kills at least"));
        if (PostgreSqlServer.Missing is { } without)
            Console.WriteLine($"PostgreSQL takes no part: {without}");
        var folder = Directory.CreateTempSubdirectory("faceauth-drill-");
        try
        {
            using var servers = await DrillServers.StartAsync();
            var database = await servers.MariaDb.CreateDatabaseAsync();
            await using var app = await DrillSite.StartAsync(folder.FullName, database, null, null, ct);
            var member = await DrillMember.EnrolAsync(app.Services, "ada", ct);
            var entries = await DrillFixture.MakeAsync(member, servers, ct);
            var truth = new DrillTruth(app.Services, servers, member.Session.Account);
            await using var round = new DrillRound(member, entries, truth, servers, folder.FullName, database, new DrillDice(seed));
            var start = Stopwatch.GetTimestamp();
            await round.RunAsync(kills, ct);
            var took = Stopwatch.GetElapsedTime(start);
            round.Tally.Print();
            Console.WriteLine();
            var rotations = await truth.CountPromotedAsync(ct);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{round.Tally.Kills} kills, {rotations} rotations, {truth.Asked} comparisons with the servers, {took.TotalSeconds:F1} s"));
            return Judge(truth.Lost, round.Faults);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static int Judge(ConcurrentQueue<string> lost, ConcurrentQueue<string> faults)
    {
        // What a worker says of a database that was cut off is no loss; beside one it may tell why.
        if (!lost.IsEmpty || DrillRound.Verbose)
        {
            foreach (var group in faults.CountBy(fault => string.Join(' ', fault.Split(' ').Where(word => !Guid.TryParse(word, out _)))).OrderByDescending(pair => pair.Value).Take(40))
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{group.Value,6} × {group.Key}"));
        }
        foreach (var one in lost)
            Console.WriteLine($"LOST {one}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"lost: {lost.Count}"));
        return lost.IsEmpty ? 0 : 1;
    }
}
