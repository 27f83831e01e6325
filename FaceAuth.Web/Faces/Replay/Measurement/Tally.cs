namespace FaceAuth.Faces.Replay.Measurement;

/// <summary>Comparisons counted under one name; may be added to from several threads.</summary>
/// <param name="name">What was compared.</param>
/// <param name="duty">For replays what is asked; null for different pictures, where "same" is a false alarm.</param>
internal sealed class Tally(string name, PictureChange.Duty? duty)
{
    private int compared, unread, same;

    public string Name => name;

    public PictureChange.Duty? Duty => duty;

    /// <summary>Pairs compared.</summary>
    public int Compared => compared;

    /// <summary>Pairs left out, because no face was found in one of the pictures: no sign-in comes of them.</summary>
    public int Unread => unread;

    /// <summary>Pairs taken for one picture.</summary>
    public int Same => same;

    /// <summary><see cref="Same"/> as a share of <see cref="Compared"/>; NaN without any.</summary>
    public double Rate => same / (double)compared;

    public void Add(bool? isSame)
    {
        if (isSame is null)
        {
            Interlocked.Increment(ref unread);
            return;
        }
        Interlocked.Increment(ref compared);
        if (isSame.Value) Interlocked.Increment(ref same);
    }
}
