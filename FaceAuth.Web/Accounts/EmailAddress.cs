using System.Diagnostics.CodeAnalysis;
using System.Net.Mail;

namespace FaceAuth.Accounts;

/// <summary>
/// An e-mail address in the one form in which it is stored and compared: trimmed and in lower case. Nothing else is
/// folded: dots and plus signs belong to the mailbox's owner.
/// </summary>
public readonly record struct EmailAddress
{
    /// <summary>RFC 5321 §4.5.3.1.3 leaves 254 characters for an address between the angle brackets.</summary>
    public const int MaxLength = 254;

    private EmailAddress(string value) => Value = value;

    /// <summary>The stored form.</summary>
    public string Value { get; }

    /// <summary>Reads what a person typed; false where no mail system would take it.</summary>
    public static bool TryParse([NotNullWhen(true)] string? typed, out EmailAddress address)
    {
        address = default;
        var text = typed?.Trim().ToLowerInvariant();
        if (text is not { Length: > 2 and <= MaxLength } || !text.All(c => c is > ' ' and <= '~'))
            return false;
        // MailAddress also reads "Name <a@b>" and comments; the round trip lets only the bare form through.
        if (!MailAddress.TryCreate(text, out var parsed) || parsed.Address != text || !parsed.Host.Contains('.') && parsed.Host != "localhost")
            return false;
        address = new EmailAddress(text);
        return true;
    }

    /// <summary>The address, for mails and pages only; logs name the account.</summary>
    public override string ToString() => Value;
}
