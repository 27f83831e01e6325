using Quartz;

namespace FaceAuth.Jobs;

/// <summary>The scheduler's names for a job and its triggers.</summary>
internal static class JobNames
{
    private const string Group = "recurring";
    private const string ByHandKey = "by-hand";

    /// <summary>The job.</summary>
    public static JobKey Job(string name) => new(name, Group);

    /// <summary>The trigger of its schedule.</summary>
    public static TriggerKey Trigger(string name) => new(name, Group);

    /// <summary>What a run by hand carries.</summary>
    public static JobDataMap ByHand() => new() { { ByHandKey, "1" } };

    /// <summary>Whether a run was asked for by hand.</summary>
    public static bool IsByHand(IJobExecutionContext context) => context.MergedJobDataMap.ContainsKey(ByHandKey);

    /// <summary>Whether a trigger is not a schedule's: the scheduler makes one for each run by hand.</summary>
    public static bool IsByHand(TriggerHeader trigger) => trigger.Key.Group != Group;
}
