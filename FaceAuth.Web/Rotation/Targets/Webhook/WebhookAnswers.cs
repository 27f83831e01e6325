namespace FaceAuth.Rotation.Targets.Webhook;

/// <summary>What a receiver's answers mean: docs/webhooks.md.</summary>
internal static class WebhookAnswers
{
    /// <summary>Of <c>password.change</c>. Only the codes that the protocol knows as "not done" mean that.</summary>
    public static ApplyResult OfChange(WebhookAnswer answer) => answer switch
    {
        { Code: 200, Status: "applied" } => new ApplyResult.Applied(),
        { Code: 400 or 401 or 403 or 404 or 405 or 409 or 410 or 413 or 415 or 422 or 423 or 429 } => new ApplyResult.NotApplied(FaultOf(answer.Code)),
        _ => new ApplyResult.Unknown(FaultOf(answer.Code)),
    };

    /// <summary>Of <c>password.verify</c>. Refusals of the request say nothing about the password.</summary>
    public static ProbeResult OfVerify(WebhookAnswer answer) => answer switch
    {
        { Code: 200, Status: "accepted" } => new ProbeResult.Accepted(),
        { Code: 200, Status: "denied" } => new ProbeResult.Denied(),
        { Code: 200, Status: "locked" } => new ProbeResult.Unclear(new TargetFault(TargetFaultKind.Locked)),
        _ => new ProbeResult.Unclear(FaultOf(answer.Code)),
    };

    private static TargetFault FaultOf(int code) => new(
        code switch
        {
            401 or 403 => TargetFaultKind.Denied,
            404 => TargetFaultKind.AccountMissing,
            409 => TargetFaultKind.Overtaken,
            410 => TargetFaultKind.TimedOut,
            422 => TargetFaultKind.PasswordRefused,
            423 => TargetFaultKind.Locked,
            429 or >= 500 => TargetFaultKind.Busy,
            _ => TargetFaultKind.NotUnderstood,
        },
        $"HTTP {code}");
}
