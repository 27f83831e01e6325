using System.Text.Encodings.Web;
using System.Text.Json;
using FaceAuth.Database;
using FaceAuth.Keys;
using Microsoft.Extensions.Options;

namespace FaceAuth.Accounts.Sessions.Drafts;

/// <summary>
/// What somebody had typed when their session ended, sealed under their account's key until their next sign-in: one draft
/// for each page, shown once. Never a file, a code, or a form's token.
/// </summary>
public sealed class KeptDrafts(Db db, AccountStore accounts, DraftStore store, Sealer sealer, LookupHash hash, IOptions<DraftsOptions> options, TimeProvider clock)
{
    // It is sealed and never part of a page: an umlaut needs two bytes and not the six of its escape.
    private static readonly JsonSerializerOptions AsTyped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Keeps a page's fields, in the place of its last draft; false where there is nothing to keep or too much.</summary>
    public async Task<bool> KeepAsync(AccountId account, string path, IEnumerable<KeyValuePair<string, string>> fields, CancellationToken ct)
    {
        var kept = fields.Where(field => MayKeep(field.Key)).GroupBy(field => field.Key, field => field.Value)
            .ToDictionary(field => field.Key, field => field.ToArray(), StringComparer.Ordinal);
        if (kept.Count == 0 || kept.Values.All(values => values.All(string.IsNullOrWhiteSpace)))
            return false;
        var json = JsonSerializer.SerializeToUtf8Bytes(kept, AsTyped);
        if (json.Length > options.Value.MaxBytes)
            return false;
        var pathHash = HashOf(account, path);
        var now = clock.GetUtcNow();
        var draft = new DraftRow
        {
            AccountId = account.ToString(),
            PathHash = pathHash,
            SealedFields = await sealer.SealAsync(Context(account, pathHash), json, ct),
            CreatedAt = now.ToUnixTimeMilliseconds(),
            ExpiresAt = (now + options.Value.Lifetime).ToUnixTimeMilliseconds(),
        };
        return await db.WriteAsync(async tx =>
        {
            if (!await accounts.LockAsync(tx, account) || await store.CountOthersAsync(tx, account, pathHash) >= options.Value.PerMember)
                return false;
            await store.SetAsync(tx, draft);
            return true;
        }, ct);
    }

    /// <summary>Hands a page's draft out, once; null where there is none. Values by field, in the order of the form.</summary>
    public async Task<IReadOnlyDictionary<string, string[]>?> TakeAsync(AccountId account, string path, CancellationToken ct)
    {
        var pathHash = HashOf(account, path);
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        if (await db.ReadAsync(session => store.FindAsync(session, account, pathHash, now), ct) is not { } draft)
            return null;
        if (!await db.WriteAsync(tx => store.DeleteAsync(tx, account, pathHash), ct))
            return null;
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string[]>>(
                await sealer.OpenAsync(Context(account, pathHash), draft.SealedFields, ct));
        }
        catch (SealBrokenException)
        {
            // Altered or moved in the database: it is gone, and the form is empty.
            return null;
        }
    }

    /// <summary>Drops a page's draft: its form was sent.</summary>
    public Task DropAsync(AccountId account, string path, CancellationToken ct) =>
        db.WriteAsync(tx => store.DeleteAsync(tx, account, HashOf(account, path)), ct);

    /// <summary>Deletes what nobody came back for.</summary>
    public Task PurgeAsync(CancellationToken ct) =>
        db.WriteAsync(tx => store.DeleteExpiredAsync(tx, clock.GetUtcNow().ToUnixTimeMilliseconds()), ct);

    // Fields that hold what a face alone may open: a draft is shown to whoever signs in next, with no new proof.
    private static readonly string[] Secrets = ["code", "password", "passphrase", "totp", "notes"];

    // Names that begin with two underscores are the framework's (the antiforgery token). A code is good for minutes and once.
    private static bool MayKeep(string name) =>
        name.Length is > 0 and <= 200 && !name.StartsWith("__", StringComparison.Ordinal) && name != DraftForm.PathField
        && !Secrets.Any(secret => name.EndsWith(secret, StringComparison.OrdinalIgnoreCase));

    private string HashOf(AccountId account, string path) => hash.Of(LookupKinds.DraftPath(account), path.ToLowerInvariant());

    private static SealContext Context(AccountId account, string pathHash) =>
        new(KeyPurposes.Account, account.ToString(), pathHash, 1, "draft");
}
