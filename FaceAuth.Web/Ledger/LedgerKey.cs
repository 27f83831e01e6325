using System.Security.Cryptography;
using FaceAuth.Keys;

namespace FaceAuth.Ledger;

/// <summary>The installation's key under which rows, checkpoints and anchors are MACed. It is loaded at start and needs no database.</summary>
/// <remarks>
/// Sealing derives from the same key by HMAC over a text that begins with "f" (docs/sealing.md); a form begins with the byte
/// 1, so that neither can be taken for the other.
/// </remarks>
public sealed class LedgerKey(KeyRing keys)
{
    /// <summary>HMAC-SHA-256 of a form.</summary>
    /// <exception cref="KeyServiceException">The keys are not loaded.</exception>
    internal byte[] Mac(ReadOnlySpan<byte> form)
    {
        var mac = new byte[LedgerFormat.HashSize];
        if (!keys.OfInstallation(KeyPurposes.Ledger).TryHash(form, mac))
            throw new KeyServiceException("The keys were cleared: the program is ending.");
        return mac;
    }

    /// <summary>Whether a MAC is that of a form.</summary>
    internal bool IsMac(ReadOnlySpan<byte> form, ReadOnlySpan<byte> mac) =>
        CryptographicOperations.FixedTimeEquals(Mac(form), mac);

    /// <summary>A hash under the key that is used for many forms one after the other; the caller disposes it.</summary>
    internal IncrementalHash ForMany() =>
        keys.OfInstallation(KeyPurposes.Ledger).TryMakeHash() ?? throw new KeyServiceException("The keys were cleared: the program is ending.");
}
