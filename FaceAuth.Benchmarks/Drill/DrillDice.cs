#pragma warning disable RS0030 // What is thrown here decides the order of a drill, which a seed repeats; it protects nothing.
namespace FaceAuth.Benchmarks.Drill;

/// <summary>Numbers that a seed repeats.</summary>
internal sealed class DrillDice(int seed)
{
    private readonly Random _random = new(seed);
    private readonly Lock _lock = new();

    /// <summary>A seed that nobody named.</summary>
    public static int AnySeed => Random.Shared.Next();

    /// <summary>From a number to below another.</summary>
    public int Next(int from, int below)
    {
        lock (_lock)
            return _random.Next(from, below);
    }

    /// <summary>Brings them into another order.</summary>
    public void Shuffle<T>(T[] values)
    {
        lock (_lock)
            _random.Shuffle(values);
    }

    /// <summary>Dice of their own for one of several at once, whose order does not depend on the others.</summary>
    public DrillDice Other() => new(Next(0, int.MaxValue));
}
