using FaceAuth.Vault;
using FaceAuth.Vault.Generator;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace FaceAuth.Pages.Vault;

/// <summary>What the form of an entry shows.</summary>
/// <param name="Entry">The entry that is changed; null for a new one.</param>
/// <param name="Suggested">The password in the form was just made, and is shown.</param>
public sealed record EntryEditor(VaultEntry? Entry, bool Suggested)
{
    /// <summary>The strength of what the generator makes, in words and bits.</summary>
    public static string Strength(PasswordRecipe recipe)
    {
        var bits = PasswordGenerator.StrengthBits(recipe);
        return $"{PasswordGenerator.Say(PasswordGenerator.Judge(bits))}, {Math.Floor(bits):F0} bits";
    }

    /// <summary>Puts a new password into the form; false where the settings make none, which the model state then says.</summary>
    public static bool Suggest(EntryForm form, ModelStateDictionary state)
    {
        // Everything else in the form stays as it was typed, right or wrong: it is judged when it is saved.
        state.Clear();
        if (form.Recipe().Faults() is [var fault, ..])
        {
            state.AddModelError("Input.Length", fault);
            return false;
        }
        form.Password = PasswordGenerator.Generate(form.Recipe());
        form.RemovePassword = false;
        return true;
    }
}
