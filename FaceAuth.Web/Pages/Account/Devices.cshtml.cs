using FaceAuth.Accounts;
using FaceAuth.Accounts.Devices;
using FaceAuth.Accounts.Sessions;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Accounts.SignIn.Failures;
using FaceAuth.Hosting;
using FaceAuth.Pages.Shared;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Account;

/// <summary>
/// Devices and sessions, and when a code is asked for. A session on hold sees everything but ends and forgets its own only;
/// what loosens the protection asks for a fresh face in a session that is not on hold.
/// </summary>
public sealed class DevicesModel(MemberSessions sessions, MemberDevices devices, SignInProtection protection, TimeProvider clock) : PageModel
{
    private const string Path = "/account/devices";

    public IReadOnlyList<LiveSession> Sessions { get; private set; } = [];

    public IReadOnlyList<KnownDevice> Devices { get; private set; } = [];

    public ProtectionState Protection { get; private set; } = new(SecondFactorPolicy.NewDevice, null, []);

    /// <summary>The end of this session's hold, or null.</summary>
    public DateTimeOffset? HeldUntil => User.HeldUntil(clock.GetUtcNow());

    /// <summary>This session.</summary>
    public string SessionId => User.SessionId();

    /// <summary>This device, where it is remembered.</summary>
    public string? DeviceId => User.DeviceId();

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (await protection.FindAsync(User.AccountId(), ct) is not { } state)
            return NotFound();
        Protection = state;
        Sessions = await sessions.ListAsync(User.AccountId(), ct);
        Devices = await devices.ListAsync(User.AccountId(), ct);
        return Page();
    }

    public async Task<IActionResult> OnPostEndAsync(string session, CancellationToken ct)
    {
        if (session == SessionId)
            return await LeaveAsync("You are signed out.");
        if (HeldUntil is not null)
            return OnHold("end other sessions");
        return await sessions.EndAsync(User.AccountId(), session, ct)
            ? Done("That session is ended.")
            : Done("That session had ended already.");
    }

    public async Task<IActionResult> OnPostEndOthersAsync(CancellationToken ct)
    {
        if (HeldUntil is not null)
            return OnHold("end other sessions");
        await sessions.EndOthersAsync(User.AccountId(), SessionId, ct);
        return Done("Every other session is ended.");
    }

    public async Task<IActionResult> OnPostForgetAsync(string device, CancellationToken ct)
    {
        if (device != DeviceId && HeldUntil is not null)
            return OnHold("forget other devices");
        if (!await devices.ForgetAsync(User.AccountId(), device, ct))
            return Done("That device was forgotten already.");
        // Its sessions are ended with it, this one too.
        return device == DeviceId
            ? await LeaveAsync("This device is forgotten, and you are signed out. The next sign-in here asks for a code.")
            : Done("That device is forgotten and its sessions are ended. The next sign-in there asks for a code.");
    }

    public async Task<IActionResult> OnPostForgetOthersAsync(CancellationToken ct)
    {
        if (HeldUntil is not null)
            return OnHold("forget other devices");
        await devices.ForgetOthersAsync(User.AccountId(), DeviceId, ct);
        return Done("Every other device is forgotten, and its sessions are ended.");
    }

    public async Task<IActionResult> OnPostApproveAsync(string device, CancellationToken ct)
    {
        if (Demand() is { } first)
            return first;
        return await devices.ApproveAsync(Member(), device, RequestOrigins.Of(HttpContext), ct)
            ? Done("That device is approved: it is no longer on hold. We have sent you an e-mail about it.")
            : Done("That device is not on hold any more.");
    }

    public async Task<IActionResult> OnPostOpenAsync(SignInWay way, CancellationToken ct)
    {
        if (!ModelState.IsValid || way is not (SignInWay.NewDevice or SignInWay.RememberedDevice))
            return NotFound();
        if (Demand() is { } first)
            return first;
        await protection.OpenAsync(Member(), way, ct);
        return Done("That way in is open again.");
    }

    public async Task<IActionResult> OnPostPolicyAsync(SecondFactorPolicy policy, CancellationToken ct)
    {
        if (!ModelState.IsValid || !Enum.IsDefined(policy))
            return NotFound();
        // Making it stricter is always allowed: whoever is in doubt must not be held up.
        if (policy != SecondFactorPolicy.Always && Demand() is { } first)
            return first;
        await protection.ChooseAsync(Member(), policy, RequestOrigins.Of(HttpContext), ct);
        return Done(policy == SecondFactorPolicy.Always
            ? "From now on a code is asked for at every sign-in."
            : "From now on a code is asked for on new devices only.");
    }

    private SessionOfMember Member() => new(User.AccountId(), SessionId, User.SignInId());

    // What the policies NotOnHold and Confirmed ask of a whole page, asked by one button.
    private RedirectResult? Demand()
    {
        if (HeldUntil is not null)
            return Redirect($"/account/hold?next={Path}");
        if (User.ConfirmedUntil(clock.GetUtcNow()) is not null)
            return null;
        TempData.Tell(StatusKind.Info, "First show that it is you. Then press the button once more.");
        return Redirect($"/account/confirm?next={Path}");
    }

    private RedirectToPageResult OnHold(string what)
    {
        TempData.Tell(StatusKind.Error, $"This session is on hold until {InstantWords.Words(HeldUntil!.Value)}, so it cannot {what}. Use a recovery code to end the hold, or a session that is not on hold.");
        return RedirectToPage();
    }

    private RedirectToPageResult Done(string words)
    {
        TempData.Tell(StatusKind.Success, words);
        return RedirectToPage();
    }

    private async Task<IActionResult> LeaveAsync(string words)
    {
        await HttpContext.SignOutAsync();
        TempData.Tell(StatusKind.Success, words);
        return Redirect("/account/sign-in");
    }
}
