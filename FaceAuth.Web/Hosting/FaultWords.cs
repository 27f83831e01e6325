using FaceAuth.Database;
using FaceAuth.Faces.Imaging;
using FaceAuth.Keys;
using FaceAuth.Ledger;
using FaceAuth.Photos;
using FaceAuth.Site;
using Microsoft.Extensions.Options;

namespace FaceAuth.Hosting;

/// <summary>Tells faults that an operator can mend in words, without a stack trace; the others are the program's own.</summary>
public static class FaultWords
{
    /// <summary>What is wrong and what to do, or null for a fault of the program.</summary>
    public static string? For(Exception fault) => fault switch
    {
        OptionsValidationException options => SettingWords.For(options),
        AggregateException { InnerExceptions: var several } when several.All(one => For(one) is not null) =>
            string.Join(" ", several.Select(For)),
        KeyServiceException or DatabaseUnavailableException or MigrationRefusedException or PhotoStoreException
            or LedgerHeadMissingException or NativeLibraryMissingException or WrongSettingException or IOException or UnauthorizedAccessException => fault.Message,
        _ => null,
    };
}
