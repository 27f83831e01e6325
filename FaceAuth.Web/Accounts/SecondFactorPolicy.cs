namespace FaceAuth.Accounts;

/// <summary>When a face alone is not enough; a member's choice, stored by name.</summary>
public enum SecondFactorPolicy
{
    /// <summary>On a device that is not remembered.</summary>
    NewDevice,

    /// <summary>At every sign-in.</summary>
    Always,
}
