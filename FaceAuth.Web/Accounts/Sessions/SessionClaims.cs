using System.Globalization;
using System.Security.Claims;

namespace FaceAuth.Accounts.Sessions;

/// <summary>
/// What the principal of a session carries. The end of a hold and of a confirmation are read from the session's row at
/// each request, so that a change there counts at once, in every process; the rest is sealed in its ticket.
/// </summary>
public static class SessionClaims
{
    /// <summary>The session, the same through all its identifiers.</summary>
    public const string SessionIdType = "session-id";

    /// <summary>The sign-in that the session came from.</summary>
    public const string SignInIdType = "sign-in-id";

    /// <summary>The remembered device, where there is one.</summary>
    public const string DeviceIdType = "device-id";

    /// <summary>A <see cref="SignIn.SignInMethod"/>, by name.</summary>
    public const string MethodType = "sign-in-method";

    /// <summary>The absolute end, in Unix milliseconds.</summary>
    public const string EndsAtType = "session-ends-at";

    /// <summary>The end of the hold, in Unix milliseconds; absent where there is none.</summary>
    public const string HeldUntilType = "held-until";

    /// <summary>Until when the last fresh proof counts, in Unix milliseconds.</summary>
    public const string ConfirmedUntilType = "confirmed-until";

    /// <summary>The same where that proof was not the sign-in itself.</summary>
    public const string ProvenUntilType = "proven-until";

    /// <summary>The account of the signed-in member; a page that asks is behind authorization.</summary>
    public static AccountId AccountId(this ClaimsPrincipal user) =>
        Accounts.AccountId.Parse(Required(user, ClaimTypes.NameIdentifier));

    /// <summary>The sign-in that the session came from; what is added in the session carries it.</summary>
    public static string SignInId(this ClaimsPrincipal user) => Required(user, SignInIdType);

    /// <summary>The session.</summary>
    public static string SessionId(this ClaimsPrincipal user) => Required(user, SessionIdType);

    /// <summary>The session's absolute end.</summary>
    public static DateTimeOffset EndsAt(this ClaimsPrincipal user) =>
        DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(Required(user, EndsAtType), CultureInfo.InvariantCulture));

    /// <summary>The remembered device, or null.</summary>
    public static string? DeviceId(this ClaimsPrincipal user) => user.FindFirstValue(DeviceIdType);

    /// <summary>The end of the session's hold, where it is not over at <paramref name="now"/>.</summary>
    public static DateTimeOffset? HeldUntil(this ClaimsPrincipal user, DateTimeOffset now) => Later(user, HeldUntilType, now);

    /// <summary>Until when a fresh proof counts, where it does at <paramref name="now"/>.</summary>
    public static DateTimeOffset? ConfirmedUntil(this ClaimsPrincipal user, DateTimeOffset now) => Later(user, ConfirmedUntilType, now);

    /// <summary>
    /// Until when a proof counts that was given within the session, where one does at <paramref name="now"/>: for what a sign-in of a
    /// moment ago is not enough.
    /// </summary>
    public static DateTimeOffset? ProvenUntil(this ClaimsPrincipal user, DateTimeOffset now) => Later(user, ProvenUntilType, now);

    /// <summary>An instant as a claim.</summary>
    internal static Claim Instant(string type, long unixMilliseconds) => new(type, unixMilliseconds.ToString(CultureInfo.InvariantCulture));

    private static string Required(ClaimsPrincipal user, string type) =>
        user.FindFirstValue(type) ?? throw new InvalidOperationException($"Nobody is signed in, or the session has no {type}.");

    private static DateTimeOffset? Later(ClaimsPrincipal user, string type, DateTimeOffset now) =>
        long.TryParse(user.FindFirstValue(type), NumberStyles.None, CultureInfo.InvariantCulture, out var at)
        && DateTimeOffset.FromUnixTimeMilliseconds(at) is var instant && instant > now
            ? instant
            : null;
}
