using FaceAuth.Email.Folder;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Mailbox;

/// <summary>The mail that this site sent, for whoever develops it or tries it.</summary>
[AllowAnonymous, OnThisMachine]
public sealed class IndexModel(FolderMailbox mailbox) : PageModel
{
    private const int Most = 50;

    public IReadOnlyList<MailboxMessage> Messages { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct) => Messages = await mailbox.NewestAsync(Most, ct);
}
