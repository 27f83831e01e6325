using System.ComponentModel.DataAnnotations;
using FaceAuth.Vault;
using FaceAuth.Vault.Generator;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace FaceAuth.Pages.Vault;

/// <summary>The form of an entry, new or changed, with the settings of the generator beside the password.</summary>
public sealed class EntryForm
{
    /// <summary>The intervals that are offered, in days.</summary>
    public static readonly IReadOnlyList<(int Days, string Words)> Intervals =
        [(0, "Never"), (30, "Every 30 days"), (90, "Every 90 days"), (180, "Every half year"), (365, "Every year")];

    public string? Name { get; set; }

    [Display(Name = "Address of the site")]
    public string? Site { get; set; }

    [Display(Name = "User name")]
    public string? UserName { get; set; }

    public string? Tags { get; set; }
    public string? Password { get; set; }
    public string? Notes { get; set; }

    [Display(Name = "Key of one-time codes")]
    public string? Totp { get; set; }

    public int RotateEvery { get; set; }
    public bool RemovePassword { get; set; }
    public bool RemoveNotes { get; set; }
    public bool RemoveTotp { get; set; }

    /// <summary>The version of the entry that the form was filled from; 0 for a new one.</summary>
    public long Version { get; set; }

    public PasswordKind Kind { get; set; }
    public int Length { get; set; } = new PasswordRecipe().Length;
    public int Words { get; set; } = new PasswordRecipe().Words;
    public bool Lower { get; set; } = true;
    public bool Upper { get; set; } = true;
    public bool Digits { get; set; } = true;
    public bool Symbols { get; set; } = true;
    public bool NoLookAlikes { get; set; }

    /// <summary>Filled from an entry; its secrets are not shown.</summary>
    public static EntryForm Of(VaultEntry entry) => new()
    {
        Name = entry.Card.Name, Site = entry.Card.Site, UserName = entry.Card.UserName, Tags = string.Join(", ", entry.Card.Tags),
        RotateEvery = entry.Card.RotateEvery, Version = entry.Version,
    };

    /// <summary>The generator's settings.</summary>
    public PasswordRecipe Recipe() => new()
    {
        Kind = Kind, Length = Length, Words = Words, Lower = Lower, Upper = Upper, Digits = Digits, Symbols = Symbols, NoLookAlikes = NoLookAlikes,
    };

    /// <summary>What the form asks for; null where something is wrong, which the model state then says.</summary>
    public EntryInput? Read(ModelStateDictionary state)
    {
        // Browsers send the end of a line as two characters and count it as one.
        var notes = Notes?.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        var tags = (Tags ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (string.IsNullOrWhiteSpace(Name))
            state.AddModelError("Input.Name", "Give the entry a name, so that you find it again.");
        Limit(state, nameof(Name), Name, EntryLimits.Name);
        Limit(state, nameof(Site), Site, EntryLimits.Site);
        Limit(state, nameof(UserName), UserName, EntryLimits.UserName);
        Limit(state, nameof(Password), Password, EntryLimits.Password);
        Limit(state, nameof(Totp), Totp, EntryLimits.Totp);
        Limit(state, nameof(Notes), notes, EntryLimits.Notes);
        if (tags.Count > EntryLimits.Tags || tags.Any(tag => tag.Length > EntryLimits.Tag))
            state.AddModelError("Input.Tags", $"At most {EntryLimits.Tags} tags, each of at most {EntryLimits.Tag} characters.");
        if (!string.IsNullOrWhiteSpace(Totp) && !FaceAuth.Vault.Totp.TryParse(Totp, out _))
            state.AddModelError("Input.Totp", "This is no key of one-time codes. Paste the text that begins with otpauth://totp/, or the letters that the site shows beside its QR code.");
        if (Intervals.All(interval => interval.Days != RotateEvery))
            state.AddModelError("Input.RotateEvery", "Choose one of the intervals.");
        if (!state.IsValid)
            return null;
        var secrets = new Dictionary<SecretField, string>();
        Set(secrets, SecretField.Password, Password, RemovePassword);
        Set(secrets, SecretField.Notes, notes, RemoveNotes);
        Set(secrets, SecretField.Totp, Totp?.Trim(), RemoveTotp);
        return new EntryInput
        {
            Name = Name!.Trim(), Site = Site?.Trim() ?? "", UserName = UserName?.Trim() ?? "", Tags = tags, RotateEvery = RotateEvery, Secrets = secrets,
        };
    }

    private static void Set(Dictionary<SecretField, string> secrets, SecretField field, string? text, bool remove)
    {
        if (!string.IsNullOrEmpty(text))
            secrets[field] = text;
        else if (remove)
            secrets[field] = "";
    }

    private static void Limit(ModelStateDictionary state, string field, string? text, int most)
    {
        if (text?.Length > most)
            state.AddModelError($"Input.{field}", $"At most {most:N0} characters; this has {text.Length:N0}.");
    }
}
