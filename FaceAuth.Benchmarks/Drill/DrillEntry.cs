using FaceAuth.Rotation.Targets;
using FaceAuth.Vault;

namespace FaceAuth.Benchmarks.Drill;

/// <summary>An entry of the drill's member whose password changes.</summary>
/// <param name="Id">The entry.</param>
/// <param name="Name">What it is called in the drill's output.</param>
/// <param name="Target">Where its password is changed.</param>
/// <param name="UserName">Its (first) account.</param>
/// <param name="Line">The way to its target; null for the vault alone.</param>
internal sealed record DrillEntry(VaultEntryId Id, string Name, TargetSettings Target, string UserName, DrillLine? Line)
{
    public TargetKind Kind => Target.Kind;

    /// <summary>Two accounts take turns.</summary>
    public bool Alternates => Target.AlternateUserName.Length > 0;

    /// <summary>The other one of two accounts.</summary>
    public string Other(string userName) => userName == UserName ? Target.AlternateUserName : UserName;
}
