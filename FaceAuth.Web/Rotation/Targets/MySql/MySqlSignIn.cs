using System.Security.Cryptography;
using System.Text;

namespace FaceAuth.Rotation.Targets.MySql;

/// <summary>
/// Carries a sign-in between the driver and the server, and lets through only ways that do not hand the password to whoever asks for it
/// in plain text: the driver itself would answer <c>mysql_clear_password</c> on any socket that it takes for safe.
/// </summary>
/// <remarks>
/// The driver does not know of TLS (that is the relay's), so for the full round of <c>caching_sha2_password</c> and <c>sha256_password</c> it
/// asks for an RSA key, where a server expects the password itself inside TLS. The relay answers with a key of its own. Without TLS there is
/// no such round: the key would be the server's, and so that of anybody on the way. The short one by which <c>caching_sha2_password</c>
/// recognises a password is left out with it: after a change the server has to see the new one in full, and nothing could prove it.
/// </remarks>
internal sealed class MySqlSignIn(MySqlPacketStream driver, MySqlPacketStream server, bool tls)
{
    private const string CachingSha2 = "caching_sha2_password", Sha256 = "sha256_password", Native = "mysql_native_password";

    // Some rounds more than any of the three ways takes.
    private const int MaxRounds = 8;

    // For the way through our own memory only, and no longer than this process.
    private static readonly Lazy<RSA> OwnKey = new(() => RSA.Create(2048));
    private string _plugin = "";
    private byte[] _nonce = [];

    /// <summary>Breaks off where a way to sign in is not one of ours.</summary>
    /// <param name="plugin">The way.</param>
    /// <param name="tls">Inside TLS. Outside, a greeting may name <c>caching_sha2_password</c>, because a server does before it knows the account.</param>
    public static void Allow(string plugin, bool tls)
    {
        if (plugin is not (CachingSha2 or Sha256 or Native))
            throw new MySqlRelayException(TargetFaultKind.SignInNotSupported);
        if (plugin == Sha256 && !tls)
            throw NeedsTls();
    }

    /// <summary>From the driver's response until the server has said yes or no; true for yes.</summary>
    public async Task<bool> RunAsync(MySqlGreeting greeting, byte[] response, CancellationToken ct)
    {
        (_plugin, _nonce) = (greeting.Plugin, greeting.Nonce);
        await server.WriteAsync(MySqlGreeting.ForServer(response, tls), ct);
        for (var round = 0; round < MaxRounds; round++)
        {
            var said = await server.ReadAsync(ct);
            switch (said[0])
            {
                case 0x00:
                case 0xff:
                    await driver.WriteAsync(said, ct);
                    return said[0] == 0x00;
                case 0xfe:
                    Switch(said);
                    await driver.WriteAsync(said, ct);
                    await AnswerAsync(ct);
                    break;
                case 0x01 when _plugin is CachingSha2 && !tls:
                    throw NeedsTls();
                case 0x01 when _plugin is CachingSha2 or Sha256:
                    await driver.WriteAsync(said, ct);
                    // 3: what the driver sent was right, and the yes follows.
                    if (said is not [0x01, 0x03])
                        await AnswerAsync(ct);
                    break;
                default:
                    throw new MySqlRelayException(TargetFaultKind.NotUnderstood);
            }
        }
        throw new MySqlRelayException(TargetFaultKind.NotUnderstood);
    }

    private static MySqlRelayException NeedsTls() => new(TargetFaultKind.SignInNotSupported, "NO TLS");

    private void Switch(byte[] said)
    {
        // One byte alone asks for the way of before MySQL 4.1.
        if (said.Length == 1)
            throw new MySqlRelayException(TargetFaultKind.SignInNotSupported);
        _plugin = MySqlGreeting.ReadName(said, 1, out var next);
        Allow(_plugin, tls);
        _nonce = said[next..] is [.. var nonce, 0] ? nonce : said[next..];
        if (_nonce.Length == 0)
            throw new MySqlRelayException(TargetFaultKind.NotUnderstood);
    }

    private async Task AnswerAsync(CancellationToken ct)
    {
        var answer = await driver.ReadAnswerAsync(ct);
        var asksForKey = (_plugin, answer) is (CachingSha2, [0x02]) or (Sha256, [0x01]);
        await server.WriteAsync(asksForKey ? await PasswordAsync(ct) : answer, ct);
    }

    // The driver's password, with a zero at its end, out of the packet that it made for a key that is ours.
    private async Task<byte[]> PasswordAsync(CancellationToken ct)
    {
        await driver.WriteAsync((byte[])[0x01, .. Encoding.ASCII.GetBytes(OwnKey.Value.ExportSubjectPublicKeyInfoPem())], ct);
        var hidden = OwnKey.Value.Decrypt(await driver.ReadAnswerAsync(ct), RSAEncryptionPadding.OaepSHA1);
        for (var i = 0; i < hidden.Length; i++)
            hidden[i] ^= _nonce[i % _nonce.Length];
        return hidden;
    }
}
