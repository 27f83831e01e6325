using FaceAuth.Accounts.Sessions.Drafts;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace FaceAuth.Accounts.Sessions;

/// <summary>The session is not on hold.</summary>
public sealed class NotOnHoldRequirement : IAuthorizationRequirement;

/// <summary>A fresh proof was given within the last minutes.</summary>
public sealed class ConfirmedRequirement : IAuthorizationRequirement;

/// <summary>Answers what pages ask of a session by its claims.</summary>
public sealed class SessionDemands(TimeProvider clock) : IAuthorizationHandler
{
    /// <inheritdoc/>
    public Task HandleAsync(AuthorizationHandlerContext context)
    {
        if (context.User.Identity is not { IsAuthenticated: true })
            return Task.CompletedTask;
        var now = clock.GetUtcNow();
        foreach (var requirement in context.PendingRequirements.ToList())
        {
            if (requirement is NotOnHoldRequirement && context.User.HeldUntil(now) is null
                || requirement is ConfirmedRequirement && context.User.ConfirmedUntil(now) is not null)
                context.Succeed(requirement);
        }
        return Task.CompletedTask;
    }
}

/// <summary>
/// Leads somebody whose session does not fulfil a demand to the page where it can. A form that was sent too late is kept
/// for then.
/// </summary>
public sealed class SessionDemandAnswers(DraftForm drafts) : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _otherwise = new();

    /// <inheritdoc/>
    public async Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded)
        {
            await next(context);
            return;
        }
        var failed = authorizeResult.AuthorizationFailure?.FailedRequirements.ToList() ?? [];
        // Not from a session on hold: what it leaves would later be shown to the member as their own.
        var kept = failed.Any(one => one is NotOnHoldRequirement) ? null : await drafts.KeepAsync(context);
        if (authorizeResult.Challenged && kept is not null)
        {
            context.Response.Redirect($"{context.Request.PathBase}/account/sign-in?ended=1&next={Uri.EscapeDataString(context.Request.PathBase + kept)}");
            return;
        }
        // Only where nothing else is missing: what is not yours stays "not there".
        if (!authorizeResult.Forbidden || failed.Count == 0 || failed.Any(one => one is not (NotOnHoldRequirement or ConfirmedRequirement)))
        {
            await _otherwise.HandleAsync(next, context, policy, authorizeResult);
            return;
        }
        var target = Uri.EscapeDataString(context.Request.Path + (HttpMethods.IsGet(context.Request.Method) ? context.Request.QueryString : default));
        context.Response.Redirect(failed.Any(one => one is NotOnHoldRequirement)
            ? $"{context.Request.PathBase}/account/hold?next={target}"
            : $"{context.Request.PathBase}/account/confirm?next={target}");
    }
}
