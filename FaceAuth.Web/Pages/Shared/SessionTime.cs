using System.Globalization;
using System.Security.Claims;
using FaceAuth.Accounts.Sessions;

namespace FaceAuth.Pages.Shared;

/// <summary>How long the visitor's session still lasts, for the countdown in the page's header.</summary>
/// <param name="EndsAt">The absolute end; use does not extend it.</param>
/// <param name="Now">The server's clock when the page was made: a browser's clock may be wrong, so the script counts
/// the difference and not the instants.</param>
public sealed record SessionTime(DateTimeOffset EndsAt, DateTimeOffset Now)
{
    /// <summary>The time left, never negative.</summary>
    public TimeSpan Left => EndsAt > Now ? EndsAt - Now : TimeSpan.Zero;

    /// <summary>Seconds until a page without JavaScript leaves by itself: just after the end, so that it is over then.</summary>
    public int RefreshSeconds => (int)Math.Ceiling(Left.TotalSeconds) + 1;

    /// <summary>"29 min left", in the words that the script goes on with; whole minutes are rounded up.</summary>
    public string Words => Left <= TimeSpan.FromMinutes(1)
        ? "Less than a minute left"
        : string.Create(CultureInfo.InvariantCulture, $"{(int)Math.Ceiling(Left.TotalMinutes)} min left");

    /// <summary>Reads the claim; null for a visitor who is not signed in.</summary>
    public static SessionTime? Of(ClaimsPrincipal user, TimeProvider clock) =>
        user.Identity is { IsAuthenticated: true }
        && long.TryParse(user.FindFirstValue(SessionClaims.EndsAtType), NumberStyles.None, CultureInfo.InvariantCulture, out var endsAt)
            ? new SessionTime(DateTimeOffset.FromUnixTimeMilliseconds(endsAt), clock.GetUtcNow())
            : null;
}
