using FaceAuth.Accounts.Devices;

namespace FaceAuth.Accounts.SignIn;

/// <summary>
/// Whether a face that matched is enough. A face is one factor and anybody may have a photo of it (NIST SP 800-63B-4
/// §3.2.3: a biometric only together with a physical authenticator); a remembered device is the other one.
/// </summary>
public static class SecondFactor
{
    /// <summary>Why a mailed code is asked for, or null where it is not.</summary>
    public static SecondFactorReason? WhyAsked(Account account, Device? device, bool lowLiveness, DateTimeOffset now)
    {
        if (device is null)
            return SecondFactorReason.NewDevice;
        if (account.AlwaysUntil > now.ToUnixTimeMilliseconds())
            return SecondFactorReason.DisownedLately;
        if (account.SecondFactor != nameof(SecondFactorPolicy.NewDevice))
            return SecondFactorReason.Chosen;
        return lowLiveness ? SecondFactorReason.LowLiveness : null;
    }
}

/// <summary>Why the second factor is asked for.</summary>
public enum SecondFactorReason
{
    /// <summary>The device is not remembered.</summary>
    NewDevice,

    /// <summary>The member wants it always.</summary>
    Chosen,

    /// <summary>The member said lately that a refused try was not theirs.</summary>
    DisownedLately,

    /// <summary>The picture looked little alive.</summary>
    LowLiveness,
}
