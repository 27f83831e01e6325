using FaceAuth.Site;
using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages;

/// <summary>
/// What a person sees instead of a bare status: what happened, what to do, and the id under which the log has it. It is
/// shown for any method, since a failed POST is answered here too. What is not there and what is somebody else's read
/// the same.
/// </summary>
[AllowAnonymous]
[IgnoreAntiforgeryToken]
public sealed class ErrorModel : PageModel
{
    /// <summary>The status that is answered: the failed request's, or for somebody who opens this address, the address's.</summary>
    public int Status { get; private set; }

    /// <summary>What happened, in a few words.</summary>
    public string Heading { get; private set; } = "";

    /// <summary>What it means and what to do.</summary>
    public string Advice { get; private set; } = "";

    /// <summary>The id that every log line of this request carries.</summary>
    public string RequestId => HttpContext.TraceIdentifier;

    public void OnGet(int? status) => Explain(status);

    public void OnPost(int? status) => Explain(status);

    private void Explain(int? asked)
    {
        var failed = HttpContext.Features.Get<IExceptionHandlerFeature>() is not null
            || HttpContext.Features.Get<IStatusCodeReExecuteFeature>() is not null;
        Status = failed && Response.StatusCode >= 400 ? Response.StatusCode
            : asked is >= 400 and <= 599 ? asked.Value
            : StatusCodes.Status404NotFound;
        Response.StatusCode = Status;
        (Heading, Advice) = Words(Status);
        ViewData["Title"] = Heading;
    }

    private (string Heading, string Advice) Words(int status) => status switch
    {
        StatusCodes.Status403Forbidden or StatusCodes.Status404NotFound or StatusCodes.Status410Gone =>
            ("There is nothing here for you", "The page is not there, or it is not yours to see. Check the address, or begin again from the start page."),
        StatusCodes.Status400BadRequest =>
            ("That form was not accepted", "It may have been open for too long, or cookies are switched off. Open the page again and send the form once more."),
        StatusCodes.Status405MethodNotAllowed =>
            ("That cannot be done here", "Begin again from the start page."),
        StatusCodes.Status413PayloadTooLarge =>
            ("That was too large", "Choose smaller copies of your photos and send them again; nothing was changed."),
        StatusCodes.Status429TooManyRequests =>
            ("Too many tries", $"Wait {HowLong()} and try again. Nothing was changed."),
        StatusCodes.Status503ServiceUnavailable =>
            ("The site is busy", $"Try again in {HowLong()}. Nothing was changed."),
        >= 500 =>
            ("Something went wrong here", "It is not your fault, and it has been written down. Try again in a moment; if it stays, tell the people who run this site the number below."),
        _ => ("That did not work", "Begin again from the start page."),
    };

    private string HowLong() =>
        int.TryParse(Response.Headers.RetryAfter, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? Site.Durations.InWords(TimeSpan.FromSeconds(seconds))
            : "a moment";
}
