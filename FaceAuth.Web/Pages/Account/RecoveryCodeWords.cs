using FaceAuth.Accounts.Recovery;
using FaceAuth.Accounts.SignIn;

namespace FaceAuth.Pages.Account;

/// <summary>What pages say about a recovery code that was typed.</summary>
public static class RecoveryCodeWords
{
    /// <summary>It does not look like one; nothing was looked up or counted.</summary>
    public const string NotOne =
        "A recovery code has 24 letters and digits, in four groups of six. It has no U; O counts as 0, and I and L as 1.";

    /// <summary>Why a code did not prove anything in a session; null where it did.</summary>
    public static string? For(RecoveryStepUpResult result) => result switch
    {
        RecoveryStepUpResult.Proven => null,
        RecoveryStepUpResult.Wait { Left: var left } => RefusalWords.For(RefusalReason.Waiting, left),
        RecoveryStepUpResult.WrongCode => RefusalWords.For(RefusalReason.WrongRecoveryCode, null),
        _ => throw new ArgumentOutOfRangeException(nameof(result)),
    };
}
