using System.Text.RegularExpressions;
using FaceAuth.Email.Folder;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Mailbox;

/// <summary>One message: its text with the links to click, and its HTML form on an address of its own.</summary>
[AllowAnonymous, OnThisMachine]
public sealed partial class MessageModel(FolderMailbox mailbox) : PageModel
{
    /// <summary>
    /// The HTML form is shown as a mail program would: nothing runs, nothing is fetched, and in a sandbox it is not of this
    /// site, so that it could do nothing here even if it tried.
    /// </summary>
    internal const string HtmlPolicy =
        "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; "
        + "form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

    public MailboxMessage Message { get; private set; } = null!;

    /// <summary>The text in pieces; every second one is an address.</summary>
    public IReadOnlyList<string> Pieces => WebAddress().Split(Message.Content.Text);

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken ct)
    {
        if (await mailbox.FindAsync(id, ct) is not { } message)
            return NotFound();
        Message = message;
        return Page();
    }

    public async Task<IActionResult> OnGetHtmlAsync(string id, CancellationToken ct)
    {
        if (await mailbox.FindAsync(id, ct) is not { } message)
            return NotFound();
        Response.Headers.ContentSecurityPolicy = HtmlPolicy;
        return Content(message.Content.Html, "text/html; charset=utf-8");
    }

    // The group makes Split keep what it split at.
    [GeneratedRegex(@"(https?://[^\s<>""]+)")]
    private static partial Regex WebAddress();
}
