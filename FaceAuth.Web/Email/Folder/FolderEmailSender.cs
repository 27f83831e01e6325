using System.Globalization;
using System.Net.Mail;
using FaceAuth.Site;
using Microsoft.Extensions.Options;

namespace FaceAuth.Email.Folder;

/// <summary>
/// Writes each message as an .eml file (RFC 5322) that any mail program opens. A file appears whole or not at all, and the
/// same Message-ID replaces its own file, so a message that is sent twice is there once.
/// </summary>
public sealed class FolderEmailSender(
    IOptions<FolderEmailOptions> options, IOptions<EmailOptions> email, DataFolder dataFolder, TimeProvider clock)
    : IEmailSender
{
    /// <summary>The folder's absolute path.</summary>
    internal string Folder { get; } = dataFolder.Resolve(options.Value.Path);

    /// <inheritdoc/>
    public async Task SendAsync(EmailMessage message, CancellationToken ct)
    {
        var name = NameOf(message.MessageId);
        using var mime = MimeMessage.From(message, email.Value, clock.GetUtcNow());
        await WriteAsync(mime, Path.Combine(Folder, name), ct);
    }

    /// <inheritdoc/>
    public async Task CheckAsync(CancellationToken ct)
    {
        try
        {
            Directory.CreateDirectory(Folder);
            var probe = Path.Combine(Folder, $".{Guid.CreateVersion7():N}.probe");
            try
            {
                await File.WriteAllTextAsync(probe, "FaceAuth looks whether it may write here.", ct);
            }
            finally
            {
                File.Delete(probe);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"The mail folder ({FolderEmailOptions.Section}:{nameof(FolderEmailOptions.Path)}) cannot be written to: {fault.Message}",
                fault);
        }
    }

    private async Task WriteAsync(MailMessage mime, string path, CancellationToken ct)
    {
        // The framework chooses the file's name, so it gets a folder of its own, beside the target so that the move is a
        // rename. The folder's name begins with a dot: readers of the folder look for *.eml in it, not below.
        var draft = Directory.CreateDirectory(Path.Combine(Folder, $".{Guid.CreateVersion7():N}"));
        try
        {
            using (var client = new SmtpClient
            {
                DeliveryMethod = SmtpDeliveryMethod.SpecifiedPickupDirectory,
                PickupDirectoryLocation = draft.FullName,
            })
            {
                await client.SendMailAsync(mime, ct);
            }
            var written = draft.EnumerateFiles().Single().FullName;
            await using (var file = new FileStream(written, FileMode.Open, FileAccess.ReadWrite))
                file.Flush(flushToDisk: true);
            File.Move(written, path, overwrite: true);
        }
        finally
        {
            draft.Delete(recursive: true);
        }
    }

    /// <summary>Sorts by the time that the id carries (a version 7 UUID begins with it), then by id.</summary>
    private static string NameOf(string messageId)
    {
        if (!Guid.TryParseExact(messageId.TrimStart('<').Split('@')[0], "D", out var id) || id.Version != 7)
            throw new ArgumentException("The left side of the Message-ID is not an id of the outbox.", nameof(messageId));
        var milliseconds = long.Parse(id.ToString("N")[..12], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        var time = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        return $"{time:yyyyMMdd-HHmmss-fff}-{id:D}.eml";
    }
}
