using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace FaceAuth.Accounts.Recovery;

/// <summary>
/// A recovery code: 120 random bits, written as 24 characters of Crockford's base 32 in groups of six. That is more than the
/// 112 bits from which NIST SP 800-63B-4 §3.1.2.2 lets such secrets be stored by a one-way function without salt and
/// stretching, and more than anybody guesses at a login page.
/// </summary>
public readonly record struct RecoveryCode
{
    /// <summary>Characters without the dashes.</summary>
    public const int Length = 24;

    private const int Group = 6;

    // Without I, L, O and U: none of what is left is taken for another.
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private RecoveryCode(string value) => Value = value;

    /// <summary>The 24 characters in the one form that is hashed: a secret.</summary>
    internal string Value { get; }

    /// <summary>A new one.</summary>
    public static RecoveryCode New() => new(RandomNumberGenerator.GetString(Alphabet, Length));

    /// <summary>
    /// Reads what a person typed. Case, spaces and dashes do not matter, O is 0, and I and L are 1; false where no code
    /// looks like that.
    /// </summary>
    public static bool TryParse([NotNullWhen(true)] string? typed, out RecoveryCode code)
    {
        code = default;
        if (typed is not { Length: <= 200 })
            return false;
        var read = new List<char>(Length);
        foreach (var c in typed)
        {
            if (char.IsWhiteSpace(c) || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.DashPunctuation)
                continue;
            var canonical = char.ToUpperInvariant(c) switch { 'O' => '0', 'I' or 'L' => '1', var other => other };
            if (!Alphabet.Contains(canonical))
                return false;
            read.Add(canonical);
        }
        if (read.Count != Length)
            return false;
        code = new RecoveryCode(new string([.. read]));
        return true;
    }

    /// <summary>As it is shown, once: "7Q2M4K-…". </summary>
    public string Show() => string.Join('-', Value.Chunk(Group).Select(group => new string(group)));

    /// <summary>Never the code.</summary>
    public override string ToString() => "(recovery code)";
}
