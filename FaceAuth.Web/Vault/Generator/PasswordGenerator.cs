using System.Numerics;
using System.Security.Cryptography;

namespace FaceAuth.Vault.Generator;

/// <summary>How hard a generated password is to guess, in words.</summary>
public enum PasswordStrength
{
    /// <summary>Under 50 bits: a stolen hash of it can be tried out.</summary>
    Weak,

    /// <summary>Under 70 bits.</summary>
    Fair,

    /// <summary>Under 100 bits.</summary>
    Strong,

    /// <summary>100 bits and more.</summary>
    VeryStrong,
}

/// <summary>
/// Makes passwords by a <see cref="PasswordRecipe"/>. All passwords that fulfil a recipe are equally likely, which is what makes
/// <see cref="StrengthBits"/> exact; the random numbers are the operating system's.
/// </summary>
public static class PasswordGenerator
{
    /// <summary>Makes a password.</summary>
    /// <exception cref="ArgumentException">The recipe has <see cref="PasswordRecipe.Faults"/>.</exception>
    public static string Generate(PasswordRecipe recipe)
    {
        RequireWhole(recipe);
        return recipe.Kind == PasswordKind.Words ? Words(recipe) : Characters(recipe);
    }

    /// <summary>The base-2 logarithm of how many passwords the recipe can give.</summary>
    /// <exception cref="ArgumentException">The recipe has <see cref="PasswordRecipe.Faults"/>.</exception>
    public static double StrengthBits(PasswordRecipe recipe)
    {
        RequireWhole(recipe);
        if (recipe.Kind == PasswordKind.Characters) return BigInteger.Log(CountOf(recipe.Classes, recipe.Length), 2);
        var bits = recipe.Words * Math.Log2(WordList.Count);
        return recipe.Digit ? bits + Math.Log2(10 * recipe.Words) : bits;
    }

    /// <summary>The word for a strength.</summary>
    public static PasswordStrength Judge(double bits) => bits switch
    {
        < 50 => PasswordStrength.Weak,
        < 70 => PasswordStrength.Fair,
        < 100 => PasswordStrength.Strong,
        _ => PasswordStrength.VeryStrong,
    };

    /// <summary>The strength as people read it.</summary>
    public static string Say(PasswordStrength strength) => strength switch
    {
        PasswordStrength.Weak => "weak",
        PasswordStrength.Fair => "fair",
        PasswordStrength.Strong => "strong",
        _ => "very strong",
    };

    // Putting one character of each class in first and mixing would favour some passwords; throwing away the whole password
    // where a class is missing does not. The worst recipe (8 characters, one symbol allowed) needs about ten tries.
    private static string Characters(PasswordRecipe recipe)
    {
        var classes = recipe.Classes;
        var letters = string.Concat(classes);
        while (true)
        {
            var password = RandomNumberGenerator.GetString(letters, recipe.Length);
            if (classes.All(one => password.AsSpan().ContainsAny(one))) return password;
        }
    }

    private static string Words(PasswordRecipe recipe)
    {
        var words = RandomNumberGenerator.GetItems<string>(WordList.All.ToArray(), recipe.Words);
        if (recipe.Capital)
            for (var i = 0; i < words.Length; i++) words[i] = char.ToUpperInvariant(words[i][0]) + words[i][1..];
        if (recipe.Digit)
            words[RandomNumberGenerator.GetInt32(words.Length)] += (char)('0' + RandomNumberGenerator.GetInt32(10));
        return string.Join(recipe.Separator, words);
    }

    /// <summary>How many texts of this length hold each of these (disjoint) classes at least once: inclusion and exclusion.</summary>
    internal static BigInteger CountOf(IReadOnlyList<string> classes, int length)
    {
        var all = classes.Sum(one => one.Length);
        var count = BigInteger.Zero;
        for (var without = 0; without < 1 << classes.Count; without++)
        {
            var left = all - classes.Where((_, i) => (without & 1 << i) != 0).Sum(one => one.Length);
            var term = BigInteger.Pow(left, length);
            count += BitOperations.PopCount((uint)without) % 2 == 0 ? term : -term;
        }
        return count;
    }

    private static void RequireWhole(PasswordRecipe recipe)
    {
        if (recipe.Faults() is [var first, ..]) throw new ArgumentException(first, nameof(recipe));
    }
}
