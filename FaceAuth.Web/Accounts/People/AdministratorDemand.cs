using FaceAuth.Accounts.Sessions;
using FaceAuth.Database;
using Microsoft.AspNetCore.Authorization;

namespace FaceAuth.Accounts.People;

/// <summary>Whoever is signed in is an administrator.</summary>
public sealed class AdministratorRequirement : IAuthorizationRequirement;

/// <summary>Asks the database at each request: an administrator who no longer is one loses the pages at once.</summary>
public sealed class AdministratorDemand(Db db, AccountStore accounts) : AuthorizationHandler<AdministratorRequirement>
{
    /// <inheritdoc/>
    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, AdministratorRequirement requirement)
    {
        if (context.User.Identity is { IsAuthenticated: true }
            && await db.ReadAsync(
                session => accounts.FindAsync(session, context.User.AccountId()), (context.Resource as HttpContext)?.RequestAborted ?? CancellationToken.None) is { IsAdmin: true })
            context.Succeed(requirement);
    }
}
