using FaceAuth.Rotation.Targets;
using FaceAuth.Vault;

namespace FaceAuth.Rotation;

/// <summary>A rotation that is being worked on, with all that it needs open.</summary>
internal sealed class RotationWork(RotationLease lease, UnattendedVault vault, VaultEntryId entry, OpenedEntry opened, RotationSettings settings)
{
    public RotationLease Lease { get; } = lease;
    public UnattendedVault Vault { get; } = vault;
    public VaultEntryId Entry { get; } = entry;
    public OpenedEntry Opened { get; } = opened;
    public RotationSettings Settings { get; } = settings;
    public TargetSettings Target => Settings.Target;

    /// <summary>The plan still names the target at which the rotation began.</summary>
    public bool IsOfPlan { get; init; }

    /// <summary>Two accounts take turns.</summary>
    public bool Alternates => Target.AlternateUserName.Length > 0;

    /// <summary>Which of two accounts the vault has now.</summary>
    public int CurrentSlot => Alternates && Opened.Card.UserName == Target.AlternateUserName ? 1 : 0;

    /// <summary>Which of two accounts gets the candidate: before there is one, that which the vault does not have.</summary>
    public int Slot => !Alternates ? 0 : Lease.Row.Candidate > 0 ? (int)Lease.Row.Slot : 1 - CurrentSlot;

    /// <summary>The account that gets the candidate.</summary>
    public string UserName => Alternates && Slot == 1 ? Target.AlternateUserName
        : Target.UserName.Length > 0 ? Target.UserName
        : Opened.Card.UserName;

    /// <summary>The target may have the candidate: from here on the work is ended under a token of its own.</summary>
    public bool IsTouched => Lease.State is RotationState.Applying or RotationState.Applied or RotationState.Tried;

    /// <summary>The version that was made by this run; 0 for none. What it stored a moment ago opens.</summary>
    public long Made { get; set; }

    /// <summary>The key with which requests are signed; null where the target takes none.</summary>
    public SecretText? SigningKey { get; init; }

    /// <summary>Who may change the password; null where the account changes its own.</summary>
    public TargetCredential? Administrator { get; init; }

    /// <summary>A sign-in of the account.</summary>
    public TargetLogin Login(string password, long version) =>
        new(Target, Lease.Row.Id, checked((int)version), new TargetCredential(UserName, new SecretText(password)), SigningKey);
}
