using System.Text;
using FaceAuth.Site;

namespace FaceAuth.Email;

/// <summary>The text form of a message: plain lines, wrapped for reading, every link spelled out on its own line.</summary>
internal static class MailText
{
    /// <summary>Lines of prose end here; RFC 5322 §2.1.1 recommends at most 78 characters.</summary>
    private const int Width = 72;

    /// <summary>What lists of messages show beside a subject, at most.</summary>
    private const int PreviewLength = 110;

    public static string Write(Mail mail, SiteOptions site)
    {
        var text = new StringBuilder();
        foreach (var part in mail.Body)
        {
            switch (part)
            {
                case MailPart.Paragraph paragraph:
                    Wrap(text, paragraph.Text);
                    break;
                case MailPart.Code code:
                    text.Append("    ").AppendLine(MailRules.OneLine(code.Value));
                    break;
                case MailPart.Link link:
                    Wrap(text, $"{MailRules.OneLine(link.Label)}:");
                    text.AppendLine(link.Address.AbsoluteUri);
                    break;
                case MailPart.Facts facts:
                    foreach (var (name, value) in facts.Rows)
                        Wrap(text, $"{MailRules.OneLine(name)}: {MailRules.OneLine(value)}", indent: "    ");
                    break;
                default:
                    throw new InvalidOperationException($"The text form of {part.GetType().Name} is missing.");
            }
            text.AppendLine();
        }
        // "-- " and a line break open a signature (RFC 3676 §4.3).
        text.AppendLine("-- ").Append(site.Name).Append(", ").AppendLine(site.Link("/").AbsoluteUri);
        Wrap(text, Why(mail, site));
        return text.ToString();
    }

    /// <summary>Why the reader gets it; never how to get no more, because mail about an account's safety has no such way.</summary>
    public static string Why(Mail mail, SiteOptions site) =>
        mail.Why ?? $"You get this because this address belongs to a {site.Name} account. Messages about its safety always come.";

    /// <summary>
    /// The line that lists of messages show beside the subject: the first paragraph, cut at a word. Not the code: lists are
    /// shown on locked screens too.
    /// </summary>
    public static string Preview(Mail mail)
    {
        var first = MailRules.OneLine(mail.Body.OfType<MailPart.Paragraph>().FirstOrDefault()?.Text ?? "");
        if (first.Length <= PreviewLength)
            return first;
        var end = first.LastIndexOf(' ', PreviewLength);
        return $"{first[..(end > 0 ? end : PreviewLength)]}…";
    }

    /// <summary>Breaks at spaces only: a word longer than the line stays whole.</summary>
    private static void Wrap(StringBuilder text, string prose, string indent = "")
    {
        foreach (var line in prose.ReplaceLineEndings("\n").Split('\n'))
        {
            var column = 0;
            foreach (var word in line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (column > 0 && column + 1 + word.Length > Width)
                {
                    text.AppendLine().Append(indent);
                    column = indent.Length;
                }
                else if (column > 0)
                {
                    text.Append(' ');
                    column++;
                }
                text.Append(word);
                column += word.Length;
            }
            text.AppendLine();
        }
    }
}
