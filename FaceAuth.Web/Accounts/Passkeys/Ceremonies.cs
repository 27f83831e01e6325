using System.Text;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Database;
using FaceAuth.Keys;
using Microsoft.Extensions.Options;

namespace FaceAuth.Accounts.Passkeys;

/// <summary>What a challenge was given for; stored by name. A response to one is never taken for another.</summary>
public enum CeremonyKind
{
    /// <summary>To add a passkey.</summary>
    Add,

    /// <summary>To sign in.</summary>
    SignIn,

    /// <summary>To show, in a session, that it is still its owner.</summary>
    Confirm,
}

/// <summary>
/// The challenges that browsers were given. They are kept here and not in a cookie, so that each can be answered once: a
/// cookie that holds its own state can be sent again together with the response.
/// </summary>
public sealed class Ceremonies(
    Db db, PasskeyStore store, Sealer sealer, LookupHash hash, IOptions<PasskeysOptions> options, IOptions<SignInOptions> signIns,
    TimeProvider clock)
{
    /// <summary>Keeps a challenge; returns the token for the browser.</summary>
    public async Task<string> BeginAsync(CeremonyKind kind, AccountId? account, string state, CancellationToken ct)
    {
        var browser = Tokens.New();
        var browserHash = hash.Of(LookupKinds.PasskeyBrowser, browser);
        var row = new CeremonyRow
        {
            BrowserHash = browserHash,
            Kind = kind.ToString(),
            AccountId = account?.ToString(),
            SealedState = await sealer.SealAsync(Context(browserHash, kind), Encoding.UTF8.GetBytes(state), ct),
            ExpiresAt = (clock.GetUtcNow() + options.Value.CeremonyLifetime).ToUnixTimeMilliseconds(),
        };
        await db.WriteAsync(tx => store.InsertCeremonyAsync(tx, row), ct);
        return browser;
    }

    /// <summary>
    /// Takes the browser's challenge for its one use, before the response to it is looked at; null where there is none of
    /// this kind and account, or it was taken or is over.
    /// </summary>
    public async Task<string?> TakeAsync(CeremonyKind kind, AccountId? account, string? browser, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(browser))
            return null;
        var browserHash = hash.Of(LookupKinds.PasskeyBrowser, browser);
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var row = await db.WriteAsync(tx => store.TakeCeremonyAsync(tx, browserHash, kind.ToString(), now), ct);
        if (row is null || row.AccountId != account?.ToString())
            return null;
        try
        {
            return Encoding.UTF8.GetString(await sealer.OpenAsync(Context(browserHash, kind), row.SealedState, ct));
        }
        catch (SealBrokenException)
        {
            return null;
        }
    }

    /// <summary>Removes what is over, and notes of uses that no sign-in can be disowned for any more; returns how many ceremonies.</summary>
    public Task<int> PurgeAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return db.WriteAsync(async tx =>
        {
            // What added the passkey came before its use, so its link is no longer good either.
            await store.DeleteUsesBeforeAsync(tx, (now - signIns.Value.DisownLifetime).ToUnixTimeMilliseconds());
            return await store.DeleteEndedCeremoniesAsync(tx, now.ToUnixTimeMilliseconds());
        }, ct);
    }

    private static SealContext Context(string browserHash, CeremonyKind kind) =>
        new(KeyPurposes.Tickets, "", browserHash, 1, $"passkey-ceremony:{kind}");
}
