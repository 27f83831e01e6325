using FaceAuth.Rotation.Targets;

namespace FaceAuth.Rotation;

/// <summary>The adapters, by kind; of two of a kind the one that was registered last counts.</summary>
internal sealed class RotationTargets(IEnumerable<IRotationTarget> targets)
{
    private readonly Dictionary<TargetKind, IRotationTarget> _targets = targets.GroupBy(target => target.Kind).ToDictionary(kind => kind.Key, kind => kind.Last());

    /// <summary>The one that serves a rotation.</summary>
    public IRotationTarget Of(RotationWork work) => Of(work.Target.Kind);

    /// <summary>The one that serves a kind.</summary>
    public IRotationTarget Of(TargetKind kind) =>
        _targets.GetValueOrDefault(kind) ?? throw new InvalidOperationException($"There is no target of kind {kind}.");
}
