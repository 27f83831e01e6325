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
    string To, string Subject, IReadOnlyList<MailPart> Body, MailPriority Priority, DateTimeOffset? ExpiresAt)
{
    /// <summary>
    /// Why this person gets the message, one sentence at its foot; null for what holds of every account's mail.
    /// </summary>
    public string? Why { get; init; }
}

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
/// reads what this one wrote. What a part gains later has a default, for messages that were stored without it; the version
/// before passes over it.
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

    /// <summary>A link shown as a button, and spelled out beneath it and in the text form.</summary>
    public sealed record Link(string Label, Uri Address, LinkKind Kind = LinkKind.Action) : MailPart;

    /// <summary>A list of facts: time, address, device.</summary>
    public sealed record Facts(IReadOnlyList<(string Name, string Value)> Rows) : MailPart;
}

/// <summary>What a link is for. The numbers are stored, so they are kept for good.</summary>
public enum LinkKind
{
    /// <summary>What the reader most likely wants.</summary>
    Action = 0,

    /// <summary>The way out when something is wrong: "This wasn't me". Drawn so that nobody takes it for the way on.</summary>
    Danger = 1,
}
