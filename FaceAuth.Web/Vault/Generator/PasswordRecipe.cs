namespace FaceAuth.Vault.Generator;

/// <summary>What a password is made of.</summary>
public enum PasswordKind
{
    /// <summary>Letters, digits and symbols.</summary>
    Characters,

    /// <summary>Words out of EFF's long list.</summary>
    Words,
}

/// <summary>
/// How a password is to be made. A recipe can be kept and used again; <see cref="Faults"/> says what is wrong with one
/// that somebody typed. The defaults give 129 bits (characters) and 77 bits (words).
/// </summary>
public sealed record PasswordRecipe
{
    /// <summary>The shortest and the longest password of characters. NIST SP 800-63B-4 (3.1.1.2) asks sites to take 64 at least; some take more.</summary>
    public const int MinLength = 8, MaxLength = 128;

    /// <summary>The fewest and the most words.</summary>
    public const int MinWords = 4, MaxWords = 12;

    /// <summary>The longest text between two words.</summary>
    public const int MaxSeparator = 3;

    /// <summary>
    /// The symbols that are taken where nothing else is said. Blanks, quotes and the backslash are left out: they are what
    /// forms, shells and connection strings trip over.
    /// </summary>
    public const string DefaultSymbols = "!#$%&()*+,-./:;<=>?@[]^_{}~";

    /// <summary>Characters that are read as one another on paper or on the telephone.</summary>
    public const string LookAlikes = "0O1lI|`'\".,:;5S8B2Z";

    /// <summary>Characters or words.</summary>
    public PasswordKind Kind { get; init; }

    /// <summary>How many characters, 8 to 128.</summary>
    public int Length { get; init; } = 20;

    /// <summary>Takes a to z.</summary>
    public bool Lower { get; init; } = true;

    /// <summary>Takes A to Z.</summary>
    public bool Upper { get; init; } = true;

    /// <summary>Takes 0 to 9.</summary>
    public bool Digits { get; init; } = true;

    /// <summary>Takes <see cref="AllowedSymbols"/>.</summary>
    public bool Symbols { get; init; } = true;

    /// <summary>Which symbols; a system that refuses some of them gets its own list here.</summary>
    public string AllowedSymbols { get; init; } = DefaultSymbols;

    /// <summary>Leaves out <see cref="LookAlikes"/>.</summary>
    public bool NoLookAlikes { get; init; }

    /// <summary>How many words, 4 to 12.</summary>
    public int Words { get; init; } = 6;

    /// <summary>What stands between two words; may be empty.</summary>
    public string Separator { get; init; } = "-";

    /// <summary>Each word begins with a capital. It adds no strength; some systems ask for one.</summary>
    public bool Capital { get; init; }

    /// <summary>One of the words is followed by a digit.</summary>
    public bool Digit { get; init; }

    /// <summary>The chosen classes, each without what <see cref="NoLookAlikes"/> takes out.</summary>
    public IReadOnlyList<string> Classes =>
    [
        .. new[]
        {
            Lower ? "abcdefghijklmnopqrstuvwxyz" : null,
            Upper ? "ABCDEFGHIJKLMNOPQRSTUVWXYZ" : null,
            Digits ? "0123456789" : null,
            Symbols ? AllowedSymbols : null,
        }.OfType<string>().Select(letters => NoLookAlikes ? string.Concat(letters.Where(c => !LookAlikes.Contains(c))) : letters),
    ];

    /// <summary>What is wrong with this recipe, in words for the person who made it; empty where nothing is.</summary>
    public IReadOnlyList<string> Faults() => Kind == PasswordKind.Words ? [.. WordFaults()] : [.. CharacterFaults()];

    private IEnumerable<string> CharacterFaults()
    {
        if (Length is < MinLength or > MaxLength) yield return $"The length must be from {MinLength} to {MaxLength} characters.";
        if (!Lower && !Upper && !Digits && !Symbols) yield return "Choose at least one kind of characters.";
        if (!Symbols) yield break;
        if (!AllowedSymbols.All(c => char.IsAsciiLetterOrDigit(c) is false && c is > ' ' and < '\x7f'))
            yield return "The symbols must be printable ASCII characters that are neither letters nor digits nor blanks.";
        else if (AllowedSymbols.Distinct().Count() != AllowedSymbols.Length)
            yield return "Name each symbol once.";
        else if (AllowedSymbols.Length == 0 || NoLookAlikes && AllowedSymbols.All(LookAlikes.Contains))
            yield return "No symbol is left. Name some, or do without symbols.";
    }

    private IEnumerable<string> WordFaults()
    {
        if (Words is < MinWords or > MaxWords) yield return $"Choose from {MinWords} to {MaxWords} words.";
        // A letter or a digit between words could be read as a part of them, and the strength would be less than is said.
        if (Separator.Length > MaxSeparator || !Separator.All(c => c is >= ' ' and < '\x7f' && !char.IsAsciiLetterOrDigit(c)))
            yield return $"What stands between words must be at most {MaxSeparator} blanks or symbols.";
    }
}
