using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace FaceAuth.Keys;

/// <summary>
/// Tells the data-protection system that its keys are protected at rest: <see cref="SealedKeyRepository"/> seals the
/// whole element, so this passes the secret part on as it is. Without an encryptor the framework would warn, wrongly,
/// that keys lie in plain text.
/// </summary>
internal sealed class SealedByRepository : IXmlEncryptor, IXmlDecryptor
{
    /// <inheritdoc/>
    public EncryptedXmlInfo Encrypt(XElement plaintextElement) =>
        new(new XElement("sealedByRepository", plaintextElement), typeof(SealedByRepository));

    /// <inheritdoc/>
    public XElement Decrypt(XElement encryptedElement) => new(encryptedElement.Elements().Single());
}
