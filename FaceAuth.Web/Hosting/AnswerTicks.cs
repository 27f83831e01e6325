using FaceAuth.Accounts.SignIn;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.Options;

namespace FaceAuth.Hosting;

/// <summary>
/// On a page that decides about an account: its answers to a POST leave only on ticks, when a whole multiple of
/// <see cref="SignInOptions.AnswerTick"/> has passed, so that what was done in between (a look-up, a comparison, a write)
/// cannot be read off the time (ASVS 5.0, 6.3.8: nor may response times tell who has an account).
/// Redirects leave at once unless <see cref="AlsoRedirects"/> is set: they answer a success, which says itself what happened.
/// </summary>
/// <remarks>
/// <para>Time counts from when the whole form has been read. Until then the sender sets the pace: counted from the first
/// byte, a sender who is slow on purpose could place the end of the work as close to a tick as they like, and read from
/// which side of it the answer falls how long the work took.</para>
/// <para>The wait comes when the response starts: the page is rendered then (Razor holds a page back until its layout is
/// done), and nothing but sending is left. Faults wait as well, because what made them may be the account.</para>
/// <para>Work that needs longer than a tick leaves on the next one. Ticks make that coarse, not invisible; the rest is
/// done by equal work for every kind of answer.</para>
/// </remarks>
[AttributeUsage(AttributeTargets.Class)]
public sealed class AnswerOnTicksAttribute : Attribute, IAsyncResourceFilter
{
    /// <summary>Redirects wait as well: for a page that goes on in the same way whether or not there is an account.</summary>
    public bool AlsoRedirects { get; set; }

    /// <inheritdoc/>
    public async Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        var http = context.HttpContext;
        if (HttpMethods.IsPost(http.Request.Method))
        {
            // The antiforgery check came before and has read it; on a page without that check it is read here.
            if (http.Request.HasFormContentType)
                await http.Request.ReadFormAsync(http.RequestAborted);
            var services = http.RequestServices;
            var tick = new AnswerTick(
                services.GetRequiredService<TimeProvider>(),
                services.GetRequiredService<IOptions<SignInOptions>>().Value.AnswerTick);
            http.Response.OnStarting(() => IsRedirect(http.Response.StatusCode) && !AlsoRedirects
                ? Task.CompletedTask
                : tick.WaitAsync(http.RequestAborted));
        }
        await next();
    }

    private static bool IsRedirect(int status) => status is >= 300 and < 400;
}

/// <summary>One wait for a tick; time counts from when this is made.</summary>
internal sealed class AnswerTick(TimeProvider clock, TimeSpan length)
{
    private readonly long _start = clock.GetTimestamp();

    /// <summary>Ends on the next tick, or as soon as nobody waits for the answer any more. Never throws.</summary>
    public async Task WaitAsync(CancellationToken gone)
    {
        var elapsed = clock.GetElapsedTime(_start);
        var due = Next(elapsed, length);
        // Timers count whole milliseconds of a clock of their own, so one may come up to a millisecond early. Without the
        // second wait the answer would leave now before the tick and now behind it, by the fraction of a millisecond that
        // the work took. Twice and not until it is reached: under a clock that stands still that would be never.
        for (var wait = 0; wait < 2 && elapsed < due; wait++)
        {
            var rest = TimeSpan.FromMilliseconds(Math.Ceiling((due - elapsed).TotalMilliseconds));
            await Task.Delay(rest, clock, gone).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (gone.IsCancellationRequested)
                return;
            elapsed = clock.GetElapsedTime(_start);
        }
    }

    /// <summary>The first tick that has not passed: at least one, and <paramref name="elapsed"/> itself where it is one.</summary>
    internal static TimeSpan Next(TimeSpan elapsed, TimeSpan length) =>
        length * Math.Max(1, (elapsed.Ticks + length.Ticks - 1) / length.Ticks);
}
