using System.Globalization;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace FaceAuth.Keys;

/// <summary>
/// Keeps ASP.NET Core's data-protection keys in the database, each sealed as a whole: not only its secret, but also its
/// dates and the type names that the framework would instantiate. What does not open was not written by us and is
/// never used.
/// </summary>
/// <remarks>
/// The framework's interface is synchronous. There is no synchronization context in ASP.NET Core, sealing under an
/// installation key completes at once, and the database is bounded by its own limits, so waiting cannot lock up. It
/// happens at start, and when a key is made (every 90 days).
/// </remarks>
internal sealed partial class SealedKeyRepository(DataProtectionKeyStore store, Sealer sealer, ILogger<SealedKeyRepository> log) : IXmlRepository
{
    /// <inheritdoc/>
    public IReadOnlyCollection<XElement> GetAllElements() => GetAllAsync().GetAwaiter().GetResult();

    /// <inheritdoc/>
    public void StoreElement(XElement element, string friendlyName) => StoreAsync(element).GetAwaiter().GetResult();

    private async Task<IReadOnlyCollection<XElement>> GetAllAsync()
    {
        var elements = new List<XElement>();
        foreach (var row in await store.LoadAsync(CancellationToken.None))
        {
            try
            {
                elements.Add(XElement.Parse(await sealer.OpenTextAsync(Context(row.Id), row.SealedXml, CancellationToken.None)));
            }
            catch (SealBrokenException)
            {
                Log.Refused(log, row.Id);
            }
        }

        return elements;
    }

    private async Task StoreAsync(XElement element)
    {
        var id = Guid.CreateVersion7().ToString("D", CultureInfo.InvariantCulture);
        var sealedXml = await sealer.SealTextAsync(Context(id), element.ToString(SaveOptions.DisableFormatting), CancellationToken.None);
        await store.AddAsync(new DataProtectionKeyRow { Id = id, SealedXml = sealedXml }, CancellationToken.None);
    }

    private static SealContext Context(string id) => new(KeyPurposes.DataProtection, "", id, 1, "sealed_xml");

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The data-protection key in row {Id} was not sealed by this installation or was altered; it is not used. Look who can write to the database.")]
        public static partial void Refused(ILogger logger, string id);
    }
}
