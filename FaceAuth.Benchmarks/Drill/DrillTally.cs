using System.Globalization;
using FaceAuth.Rotation.Targets;

namespace FaceAuth.Benchmarks.Drill;

/// <summary>Counts what was done to the workers, and prints it.</summary>
internal sealed class DrillTally
{
    private static readonly TargetKind?[] Kinds = [TargetKind.MySql, TargetKind.PostgreSql, TargetKind.VaultOnly, null];
    private readonly Lock _lock = new();
    private readonly Dictionary<(DrillStep Step, bool Random, TargetKind? Kind), int> _kills = [];
    private readonly Dictionary<(string What, TargetKind? Kind), int> _others = [];

    public int Kills
    {
        get { lock (_lock) return _kills.Values.Sum(); }
    }

    public void Kill(DrillStep step, bool random, TargetKind? kind)
    {
        lock (_lock)
            _kills[(step, random, kind)] = _kills.GetValueOrDefault((step, random, kind)) + 1;
    }

    public void Other(string what, TargetKind? kind)
    {
        lock (_lock)
            _others[(what, kind)] = _others.GetValueOrDefault((what, kind)) + 1;
    }

    public void Print()
    {
        Row("killed", ["chosen", "at random", "MariaDB", "PostgreSQL", "vault only", "nothing held"]);
        foreach (var step in Enum.GetValues<DrillStep>())
        {
            var these = _kills.Where(kill => kill.Key.Step == step).ToList();
            Row(Words(step), [Sum(these.Where(kill => !kill.Key.Random)), Sum(these.Where(kill => kill.Key.Random)), .. ByKind(these.Select(kill => (kill.Key.Kind, kill.Value)))]);
        }
        Row("all", [Sum(_kills.Where(kill => !kill.Key.Random)), Sum(_kills.Where(kill => kill.Key.Random)), .. ByKind(_kills.Select(kill => (kill.Key.Kind, kill.Value)))]);
        Console.WriteLine();
        Row("besides", ["times", "", "MariaDB", "PostgreSQL", "", "of both"]);
        foreach (var what in _others.Keys.Select(key => key.What).Distinct().Order(StringComparer.Ordinal))
        {
            var these = _others.Where(other => other.Key.What == what).Select(other => (other.Key.Kind, other.Value)).ToList();
            var kinds = ByKind(these).ToArray();
            Row(what, [Number(these.Sum(one => one.Value)), "", kinds[0], kinds[1], "", kinds[3]]);
        }
    }

    private static IEnumerable<string> ByKind(IEnumerable<(TargetKind? Kind, int Count)> counts) =>
        Kinds.Select(kind => Number(counts.Where(one => one.Kind == kind).Sum(one => one.Count)));

    private static string Sum<T>(IEnumerable<KeyValuePair<T, int>> counts) => Number(counts.Sum(one => one.Value));

    private static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);

    private static void Row(string name, IEnumerable<string> cells) => Console.WriteLine($"{name,-48}{string.Concat(cells.Select(cell => $"{cell,13}"))}".TrimEnd());

    private static string Words(DrillStep step) => step switch
    {
        DrillStep.Planned => "planned",
        DrillStep.Stored => "stored",
        DrillStep.BeforeStatement => "applying, before the statement",
        DrillStep.InStatement => "applying, in the statement",
        DrillStep.Answered => "applying, after the target's answer",
        DrillStep.Applied => "applied",
        DrillStep.ControlTried => "trying, after the random password was refused",
        DrillStep.CandidateTried => "trying, after the candidate was let in",
        DrillStep.Tried => "tried",
        _ => "promoted",
    };
}
