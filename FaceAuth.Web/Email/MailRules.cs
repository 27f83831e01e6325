using System.Net.Mail;

namespace FaceAuth.Email;

/// <summary>
/// What a message must fulfil before it is stored or sent. A message that breaks these is a fault of the feature that
/// wrote it, so each check throws <see cref="ArgumentException"/>, without repeating the content.
/// </summary>
internal static class MailRules
{
    /// <summary>Checks a whole message.</summary>
    public static void Check(Mail mail)
    {
        CheckAddress(mail.To);
        CheckLine(mail.Subject, "subject");
        foreach (var link in mail.Body.OfType<MailPart.Link>())
        {
            // Anything else ("javascript:", "data:") would run where the message is read.
            if (!link.Address.IsAbsoluteUri || link.Address.Scheme is not ("http" or "https"))
                throw new ArgumentException("A link in a mail must be an absolute http or https address.", nameof(mail));
        }
    }

    /// <summary>One plain address. A line break would begin another header (RFC 5322 §2.2).</summary>
    public static void CheckAddress(string address)
    {
        CheckLine(address, "address");
        if (!MailAddress.TryCreate(address, out var parsed) || parsed.Address != address)
            throw new ArgumentException("The mail's address is not one plain address.", nameof(address));
    }

    private static void CheckLine(string text, string what)
    {
        if (text.Length is 0 or > 500 || text.Any(char.IsControl))
            throw new ArgumentException($"The mail's {what} must be one line without control characters.", nameof(text));
    }
}
