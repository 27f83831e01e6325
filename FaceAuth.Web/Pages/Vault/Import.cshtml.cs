using System.Security.Cryptography;
using FaceAuth.Hosting;
using FaceAuth.Vault;
using FaceAuth.Vault.Transfer;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Pages.Vault;

/// <summary>Reads a file of another program and goes on to what is in it.</summary>
/// <remarks>The file holds passwords in plain text: it is kept in memory while it is read, never in a file of the web server's.</remarks>
[RequestSizeLimit(MaxBytes)]
[RequestFormLimits(MemoryBufferThreshold = (int)MaxBytes, BufferBodyLengthLimit = MaxBytes, MultipartBodyLengthLimit = MaxBytes)]
public sealed class ImportModel(VaultImports imports) : PageModel
{
    private const long MaxBytes = EntryLimits.FileBytes + HostingSetup.FormOverhead;

    [BindProperty]
    public IFormFile? Upload { get; set; }

    /// <summary>The format; null to tell it by the content.</summary>
    [BindProperty]
    public ImportFormat? Format { get; set; }

    [BindProperty]
    public string? Passphrase { get; set; }

    /// <summary>Why the file was refused, line by line.</summary>
    public IReadOnlyList<ImportFault> Faults { get; private set; } = [];

    public void OnGet() { }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (Upload is not { Length: > 0 })
        {
            ModelState.AddModelError(nameof(Upload), "Choose the file that the other program wrote.");
            return Page();
        }
        if (Upload.Length > EntryLimits.FileBytes)
        {
            ModelState.AddModelError(nameof(Upload), $"The file is larger than {EntryLimits.FileBytes / 1024 / 1024} MB, which is as much as one import takes. Export a part of your passwords at a time.");
            return Page();
        }
        var bytes = new byte[Upload.Length];
        try
        {
            await using (var stream = Upload.OpenReadStream())
                await stream.ReadExactlyAsync(bytes, ct);
            return Answer(await imports.PreviewAsync(HttpContext.VaultSession(), bytes, Format, Passphrase, ct));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private IActionResult Answer(PreviewResult result)
    {
        switch (result)
        {
            case PreviewResult.Waiting { ImportId: var id }:
                return Redirect($"/vault/import/{id}");
            case PreviewResult.Refused { Reading: { AsksPassphrase: true } reading }:
                Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
                ModelState.AddModelError(nameof(Passphrase), string.Join(" ", reading.Faults.Select(fault => fault.Words)));
                return Page();
            case PreviewResult.Refused { Reading: var reading }:
                Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
                ModelState.AddModelError(nameof(Upload), "Choose a file again, once what is said above is mended.");
                Faults = reading.Faults;
                return Page();
            case PreviewResult.Busy:
                Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                Response.Headers.RetryAfter = "5";
                ModelState.AddModelError(nameof(Upload), "Several files are being read right now. Send yours again in a few seconds.");
                return Page();
            default:
                return Redirect("/account/sign-in?ended=1");
        }
    }
}
