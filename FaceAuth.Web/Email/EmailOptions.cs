using System.ComponentModel.DataAnnotations;
using System.Net.Mail;
using Microsoft.Extensions.Options;

namespace FaceAuth.Email;

/// <summary>Which sender is used and who mail is from; configuration section <c>Email</c>.</summary>
public sealed class EmailOptions
{
    /// <summary>The section.</summary>
    public const string Section = "Email";

    /// <summary>The sender.</summary>
    [EnumDataType(typeof(EmailSenderKind))]
    public EmailSenderKind Sender { get; set; } = EmailSenderKind.Folder;

    /// <summary>The address that mail is from.</summary>
    [Required]
    public string FromAddress { get; set; } = "no-reply@localhost";

    /// <summary>The name that mail is from.</summary>
    [Required, StringLength(60)]
    public string FromName { get; set; } = "FaceAuth";
}

/// <summary>The senders there are.</summary>
public enum EmailSenderKind
{
    /// <summary>Files in a folder on this machine: for development and for trying the site.</summary>
    Folder,
}

/// <summary>Checks <see cref="EmailOptions"/> beyond what annotations can say.</summary>
internal sealed class EmailOptionsValidator(IHostEnvironment environment) : IValidateOptions<EmailOptions>
{
    public ValidateOptionsResult Validate(string? name, EmailOptions options)
    {
        if (!MailAddress.TryCreate(options.FromAddress, out var address) || address.Address != options.FromAddress)
            return Fail(nameof(EmailOptions.FromAddress), "must be one plain address");
        if (!MailRules.IsOneLine(options.FromName))
            return Fail(nameof(EmailOptions.FromName), "must be one line");

        // Codes that pile up in a folder reach nobody and lie there readable.
        if (options.Sender == EmailSenderKind.Folder && environment.IsProduction())
            return Fail(nameof(EmailOptions.Sender),
                "is Folder, which delivers to nobody; the Production environment needs a sender that does");
        return ValidateOptionsResult.Success;
    }

    private static ValidateOptionsResult Fail(string key, string what) =>
        ValidateOptionsResult.Fail($"{EmailOptions.Section}:{key} {what}.");
}
