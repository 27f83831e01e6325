using System.Globalization;
using System.Net.Mail;
using FaceAuth.Site;

namespace FaceAuth.Email;

/// <summary>
/// What a message must fulfil before it is stored or sent. A message that breaks these is a fault of the feature that
/// wrote it, so each check throws <see cref="ArgumentException"/>, without repeating the content.
/// </summary>
internal static class MailRules
{
    /// <summary>RFC 5321 §4.5.3.1.3 allows a path of 256 with its angle brackets.</summary>
    private const int LongestAddress = 254;

    /// <summary>Far under the 998 of a line (RFC 5322 §2.1.1), also when each character takes a dozen in the header.</summary>
    private const int LongestSubject = 200;

    /// <summary>Checks a whole message.</summary>
    public static void Check(Mail mail)
    {
        CheckAddress(mail.To);
        CheckSubject(mail.Subject);
        foreach (var link in mail.Body.OfType<MailPart.Link>())
        {
            // Anything else ("javascript:", "data:") would run where the message is read.
            if (!link.Address.IsAbsoluteUri || link.Address.Scheme is not ("http" or "https"))
                throw new ArgumentException("A link in a mail must be an absolute http or https address.", nameof(mail));
        }
    }

    /// <summary>
    /// Checks that the message leads nowhere but to this site. When it is written and not when it is sent: a site that has
    /// moved in between still sends what it had to say.
    /// </summary>
    public static void CheckLinks(Mail mail, SiteOptions site)
    {
        var home = site.Link("/");
        foreach (var link in mail.Body.OfType<MailPart.Link>())
        {
            // "https://site@elsewhere/" is elsewhere, and "https://somebody@site/" is nothing that this site writes.
            if (!home.IsBaseOf(link.Address) || link.Address.UserInfo.Length > 0)
                throw new ArgumentException("A link in a mail must lead to this site.", nameof(mail));
        }
    }

    /// <summary>One plain address. A line break would begin another header (RFC 5322 §2.2).</summary>
    public static void CheckAddress(string address)
    {
        CheckLine(address, LongestAddress, "address");
        if (!MailAddress.TryCreate(address, out var parsed) || parsed.Address != address)
            throw new ArgumentException("The mail's address is not one plain address.", nameof(address));
    }

    /// <summary>A subject of one line, which a reader shows as it stands.</summary>
    public static void CheckSubject(string subject)
    {
        CheckLine(subject, LongestSubject, "subject");
        // The beginning of an encoded word (RFC 2047 §2), which readers would decode to whatever is in it. The mail client
        // refuses some of these only when it sends, and the outbox would try for a week.
        if (subject.Contains("=?", StringComparison.Ordinal))
            throw new ArgumentException("The mail's subject must not hold encoded words.", nameof(subject));
    }

    /// <summary>A Message-ID, which goes into its header as it stands.</summary>
    public static void CheckMessageId(string id)
    {
        CheckLine(id, 500, "Message-ID");
        if (id is not ['<', .., '>'] || id.Any(sign => !char.IsAscii(sign) || sign == ' '))
            throw new ArgumentException("The mail's Message-ID is not one.", nameof(id));
    }

    /// <summary>Whether a text is one line that reads in the order in which it is written.</summary>
    public static bool IsOneLine(string text) => !text.Any(Breaks);

    /// <summary>
    /// A text as one line: for facts and labels, which may hold what somebody sent. A device that calls itself two lines
    /// must neither write a line of our message nor keep the message from being sent.
    /// </summary>
    public static string OneLine(string text) => IsOneLine(text)
        ? text
        : string.Join(' ', string.Create(text.Length, text, static (line, from) =>
        {
            for (var i = 0; i < line.Length; i++)
                line[i] = Breaks(from[i]) ? ' ' : from[i];
        }).Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static void CheckLine(string text, int longest, string what)
    {
        if (text.Length == 0 || text.Length > longest || !IsOneLine(text))
            throw new ArgumentException($"The mail's {what} must be one line without control characters, of at most {longest}.", nameof(text));
    }

    // Controls (CR, LF, NUL, tab, NEL), the line and paragraph separators of Unicode, and the marks that turn the direction
    // of what follows (UAX #9), with which a name can show a reader another one.
    private static bool Breaks(char sign) =>
        char.GetUnicodeCategory(sign) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || sign is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
