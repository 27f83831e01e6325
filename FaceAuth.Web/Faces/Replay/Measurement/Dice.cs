namespace FaceAuth.Faces.Replay.Measurement;

/// <summary>
/// Numbers that look random and are the same on every machine and with every version of .NET, so that a measurement can
/// be repeated (SplitMix64 by Steele, Lea and Flood). Nothing secret comes of them.
/// </summary>
internal sealed class Dice(int seed)
{
    private ulong state = (ulong)seed * 0x9E3779B97F4A7C15;

    /// <summary>0 to <paramref name="below"/> − 1.</summary>
    public int Next(int below) => (int)((Bits() >> 32) * (ulong)below >> 32);

    /// <summary>0 to 1, 1 not included.</summary>
    public double NextDouble() => (Bits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Between two numbers.</summary>
    public float Between(float low, float high) => low + (high - low) * (float)NextDouble();

    /// <summary>Puts things in another order.</summary>
    public void Shuffle<T>(T[] things)
    {
        for (var i = things.Length - 1; i > 0; i--)
        {
            var j = Next(i + 1);
            (things[i], things[j]) = (things[j], things[i]);
        }
    }

    private ulong Bits()
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
