namespace FaceAuth.Benchmarks.Drill;

/// <summary>Where a worker was when it was killed, in the order of a rotation.</summary>
internal enum DrillStep
{
    /// <summary>Nothing in work, or a rotation that was opened and has no candidate yet.</summary>
    Planned,

    /// <summary>The candidate is stored.</summary>
    Stored,

    /// <summary>It is written down that the target is touched; nothing was sent yet.</summary>
    BeforeStatement,

    /// <summary>The statement, or a part of it, was sent; no answer came.</summary>
    InStatement,

    /// <summary>The target answered; that is not written down.</summary>
    Answered,

    /// <summary>That the target has it is written down.</summary>
    Applied,

    /// <summary>The target refused the random password.</summary>
    ControlTried,

    /// <summary>The target let the candidate in; that is not written down.</summary>
    CandidateTried,

    /// <summary>It is written down.</summary>
    Tried,

    /// <summary>The candidate is the password.</summary>
    Promoted,
}

/// <summary>What is done to one worker.</summary>
internal enum DrillAct
{
    /// <summary>It kills itself at a step.</summary>
    DieAt,

    /// <summary>It is killed while its statement is on the way, or done and unanswered.</summary>
    DieInStatement,

    /// <summary>It is killed at any instant.</summary>
    DieAnywhere,

    /// <summary>Its line to the target is cut at the statement.</summary>
    CutLine,

    /// <summary>It sleeps right before the statement, and wakes when others have gone on.</summary>
    Sleep,
}

/// <summary>One thing to do.</summary>
internal sealed record DrillOrder(DrillAct Act, DrillStep Step, DrillCut Cut);

/// <summary>How much of a statement passes before its line is cut.</summary>
internal enum DrillCut
{
    /// <summary>Nothing.</summary>
    Nothing,

    /// <summary>Half of it.</summary>
    Half,

    /// <summary>All of it, and the answer does not come back.</summary>
    All,
}
