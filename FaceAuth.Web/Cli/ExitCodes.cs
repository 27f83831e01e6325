namespace FaceAuth.Cli;

/// <summary>What a command tells a script.</summary>
internal static class ExitCodes
{
    /// <summary>Done, or yes.</summary>
    public const int Done = 0;

    /// <summary>Carried out, and the answer is no.</summary>
    public const int Negative = 1;

    /// <summary>Not carried out: the call was wrong, or what it needs is not there.</summary>
    public const int Usage = 2;
}
