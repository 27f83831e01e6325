using System.Text;
using FaceAuth.Site;

namespace FaceAuth.Email;

/// <summary>The text form of a message: plain lines, wrapped for reading, every link spelled out on its own line.</summary>
internal static class MailText
{
    /// <summary>Lines of prose end here; RFC 5322 §2.1.1 recommends at most 78 characters.</summary>
    private const int Width = 72;

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
                    text.Append("    ").AppendLine(code.Value);
                    break;
                case MailPart.Link link:
                    Wrap(text, $"{link.Label}:");
                    text.AppendLine(link.Address.AbsoluteUri);
                    break;
                case MailPart.Facts facts:
                    foreach (var (name, value) in facts.Rows)
                        Wrap(text, $"{name}: {value}", indent: "    ");
                    break;
                default:
                    throw new InvalidOperationException($"The text form of {part.GetType().Name} is missing.");
            }
            text.AppendLine();
        }
        // "-- " and a line break open a signature (RFC 3676 §4.3).
        text.AppendLine("-- ").Append(site.Name).Append(", ").AppendLine(site.Link("/").AbsoluteUri);
        return text.ToString();
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
