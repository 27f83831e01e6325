using FaceAuth.Database;
using FaceAuth.Faces;
using FaceAuth.Keys;
using Microsoft.Extensions.Options;

namespace FaceAuth.Accounts.Registration;

/// <summary>
/// The way from a name and an address to photos: begin, add, remove. The browser that began holds a random token;
/// everything here is reached through it and nothing here can sign in. <see cref="ProofSender"/> mails the proof of the
/// address, <see cref="AddressProof"/> is what its code and link do.
/// </summary>
public sealed class Registrations(
    Db db, RegistrationStore store, EnrolledPhotos photos, EnrolledPhotoStore photoStore, SealedOrigins origins, KeyRing keys,
    LookupHash hash, IOptions<RegistrationOptions> options, TimeProvider clock)
{
    private const string OriginField = "registration-origin";

    /// <summary>Begins an attempt and returns the token that its browser holds.</summary>
    public async Task<string> StartAsync(EmailAddress email, string name, RequestOrigin origin, CancellationToken ct)
    {
        var id = AccountId.New();
        var now = clock.GetUtcNow();
        var token = Tokens.New();
        await keys.EnsureAccountKeyAsync(id.ToString(), ct);
        var registration = new PendingRegistration
        {
            AccountId = id.ToString(),
            Email = email.Value,
            Name = name,
            NoticeVersion = BiometricNotice.CurrentVersion,
            AcceptedAt = now.ToUnixTimeMilliseconds(),
            BrowserHash = hash.Of(LookupKinds.RegistrationBrowser, token),
            SealedOrigin = await origins.SealAsync(id, id.ToString(), OriginField, origin, ct),
            LinkHash = null,
            CodeHash = null,
            CodeExpiresAt = null,
            CodeTriesLeft = 0,
            CodesSent = 0,
            LastSentAt = null,
            CreatedAt = now.ToUnixTimeMilliseconds(),
            ExpiresAt = now.Add(options.Value.Lifetime).ToUnixTimeMilliseconds(),
        };
        await db.WriteAsync(tx => store.InsertAsync(tx, registration), ct);
        return token;
    }

    /// <summary>The attempt that the browser holds, or null.</summary>
    public Task<PendingRegistration?> FindAsync(string? browserToken, CancellationToken ct) =>
        string.IsNullOrEmpty(browserToken)
            ? Task.FromResult<PendingRegistration?>(null)
            : db.ReadAsync(
                session => store.FindByBrowserAsync(
                    session, hash.Of(LookupKinds.RegistrationBrowser, browserToken), Now()), ct);

    /// <summary>Where the attempt was begun.</summary>
    public ValueTask<RequestOrigin> OpenOriginAsync(PendingRegistration registration, CancellationToken ct) =>
        origins.OpenAsync(registration.Owner, registration.AccountId, OriginField, registration.SealedOrigin, ct);

    /// <summary>Reads a photo and adds it to the attempt.</summary>
    public Task<AddPhotoResult> AddPhotoAsync(PendingRegistration registration, PhotoUpload upload, CancellationToken ct) =>
        photos.AddAsync(registration.Owner, tx => store.LockAsync(tx, registration.Owner, Now()), upload, signInId: null, alsoAsync: null, ct);

    /// <summary>Takes a photo out of the attempt again.</summary>
    public Task RemovePhotoAsync(PendingRegistration registration, string photoId, CancellationToken ct) =>
        db.WriteAsync(tx => photoStore.DeleteAsync(tx, registration.Owner, photoId, Now()), ct);

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();

}
