using System.Net.Mail;
using System.Net.Mime;
using System.Text;

namespace FaceAuth.Email;

/// <summary>
/// A message as the framework's mail client takes it, so that a file in the folder is byte for byte made the way a
/// message to a mail server is: multipart/alternative (RFC 2046 §5.1.4), text first, HTML as the richer form last.
/// </summary>
internal static class MimeMessage
{
    /// <exception cref="ArgumentException">A header would break into two lines.</exception>
    public static MailMessage From(EmailMessage message, EmailOptions options, DateTimeOffset date)
    {
        // Checked before they were stored and once more where they become headers: whoever calls this next may not know.
        MailRules.CheckAddress(message.To);
        MailRules.CheckSubject(message.Subject);
        MailRules.CheckMessageId(message.MessageId);
        var mime = new MailMessage
        {
            From = new MailAddress(options.FromAddress, options.FromName, Encoding.UTF8),
            Subject = message.Subject,
            SubjectEncoding = Encoding.UTF8,
            HeadersEncoding = Encoding.UTF8,
        };
        mime.To.Add(new MailAddress(message.To));
        mime.Headers["Message-ID"] = message.MessageId;
        mime.Headers["Date"] = date.ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'");
        // Keeps out-of-office replies from answering (RFC 3834 §5).
        mime.Headers["Auto-Submitted"] = "auto-generated";
        mime.AlternateViews.Add(View(message.Text, MediaTypeNames.Text.Plain));
        mime.AlternateViews.Add(View(message.Html, MediaTypeNames.Text.Html));
        return mime;
    }

    private static AlternateView View(string content, string mediaType)
    {
        // Base64 keeps lines short and line ends as they are, whatever is inside.
        var view = AlternateView.CreateAlternateViewFromString(
            content.ReplaceLineEndings("\r\n"), new ContentType(mediaType) { CharSet = "utf-8" });
        view.TransferEncoding = TransferEncoding.Base64;
        return view;
    }
}
