using System.Text.Json.Serialization;

namespace FaceAuth.Email;

/// <summary>
/// One message to one person, in words. HTML and text are both made from it, so that they cannot disagree. What it says
/// is the sending feature's; how it looks is the renderer's.
/// </summary>
/// <param name="To">The address, as stored.</param>
/// <param name="Subject">One line.</param>
/// <param name="Body">The parts, in reading order.</param>
/// <param name="Priority">Codes go before news.</param>
/// <param name="ExpiresAt">Dropped unsent after this instant; null for never.</param>
public sealed record Mail(
    string To, string Subject, IReadOnlyList<MailPart> Body, MailPriority Priority, DateTimeOffset? ExpiresAt);

/// <summary>How soon a message is wanted.</summary>
public enum MailPriority
{
    /// <summary>News: a sign-in happened.</summary>
    News = 0,

    /// <summary>A person sits and waits for it: a code or link.</summary>
    Code = 1,
}

/// <summary>
/// A part of a message. The names below are stored with waiting messages, so they are kept for good: the version before
/// reads what this one wrote.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "part")]
[JsonDerivedType(typeof(Paragraph), "paragraph")]
[JsonDerivedType(typeof(Code), "code")]
[JsonDerivedType(typeof(Link), "link")]
[JsonDerivedType(typeof(Facts), "facts")]
public abstract record MailPart
{
    private MailPart() { }

    /// <summary>A paragraph of plain text.</summary>
    public sealed record Paragraph(string Text) : MailPart;

    /// <summary>A code to type, shown large.</summary>
    public sealed record Code(string Value) : MailPart;

    /// <summary>A link shown as a button, and spelled out in the text form.</summary>
    public sealed record Link(string Label, Uri Address) : MailPart;

    /// <summary>A list of facts: time, address, device.</summary>
    public sealed record Facts(IReadOnlyList<(string Name, string Value)> Rows) : MailPart;
}
