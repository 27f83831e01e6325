using System.Text.Json;
using FaceAuth.Database;
using FaceAuth.Email;
using FaceAuth.Faces;
using FaceAuth.Keys;
using Microsoft.Extensions.Options;

namespace FaceAuth.Accounts.Registration;

/// <summary>
/// The way from a name and an address to a mailed proof: begin, add photos, send. The browser that began holds a random
/// token; everything here is reached through it and nothing here can sign in. What the mailed code and link do is
/// <see cref="AddressProof"/>'s.
/// </summary>
public sealed class Registrations(
    Db db, RegistrationStore store, AccountStore accounts, EnrolledPhotos photos, EnrolledPhotoStore photoStore,
    Sealer sealer, KeyRing keys, LookupHash hash, Outbox outbox, RegistrationMails mails,
    IOptions<RegistrationOptions> options, TimeProvider clock)
{
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
            SealedOrigin = await sealer.SealAsync(OriginContext(id), JsonSerializer.SerializeToUtf8Bytes(origin), ct),
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
    public async Task<RequestOrigin> OpenOriginAsync(PendingRegistration registration, CancellationToken ct)
    {
        var json = await sealer.OpenAsync(OriginContext(registration.Owner), registration.SealedOrigin, ct);
        return JsonSerializer.Deserialize<RequestOrigin>(json)!;
    }

    /// <summary>Reads a photo and adds it to the attempt.</summary>
    public Task<AddPhotoResult> AddPhotoAsync(PendingRegistration registration, PhotoUpload upload, CancellationToken ct) =>
        photos.AddAsync(registration.Owner, tx => store.LockAsync(tx, registration.Owner, Now()), upload, ct);

    /// <summary>Takes a photo out of the attempt again.</summary>
    public Task RemovePhotoAsync(PendingRegistration registration, string photoId, CancellationToken ct) =>
        db.WriteAsync(tx => photoStore.DeleteAsync(tx, registration.Owner, photoId, Now()), ct);

    /// <summary>
    /// Mails a new code and link, in the place of earlier ones. An address that has an account gets a mail that says so
    /// in their place; from outside the two cannot be told apart, because the attempt's row looks the same.
    /// </summary>
    public async Task<SendProofResult> SendProofAsync(PendingRegistration registration, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var photoCount = await db.ReadAsync(session => photoStore.CountAsync(session, registration.Owner), ct);
        if (photoCount == 0)
            return new SendProofResult.NoPhotos();

        var code = Tokens.NewCode();
        var link = Tokens.New();
        var codeExpiresAt = now.Add(options.Value.CodeLifetime);
        EmailAddress.TryParse(registration.Email, out var email);
        var existing = await db.ReadAsync(session => accounts.FindByEmailAsync(session, email), ct);
        var origin = await OpenOriginAsync(registration, ct);
        var mail = await outbox.SealAsync(
            existing is null
                ? mails.ProveAddress(registration, origin, code, link, codeExpiresAt)
                : mails.AddressTakenAlready(existing, origin, now),
            ct);
        var proof = new NewProof(
            hash.Of(LookupKinds.RegistrationLink, link),
            hash.Of(LookupKinds.RegistrationCode(registration.Owner), code),
            codeExpiresAt.ToUnixTimeMilliseconds(), options.Value.CodeTries, now.ToUnixTimeMilliseconds());

        var sent = await db.WriteAsync<SendProofResult>(async tx =>
        {
            if (!await store.LockAsync(tx, registration.Owner, proof.Now))
                return new SendProofResult.Expired();
            var since = now.AddHours(-1).ToUnixTimeMilliseconds();
            if (await store.CountMailsAsync(tx, registration.Email, since) >= options.Value.MailsPerHour)
                return new SendProofResult.TooMany();
            await store.SetProofAsync(tx, registration.Owner, proof);
            await outbox.AddAsync(tx, mail);
            return new SendProofResult.Sent();
        }, ct);
        if (sent is SendProofResult.Sent)
            outbox.Nudge();
        return sent;
    }

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private static SealContext OriginContext(AccountId id) => new(KeyPurposes.Account, id.ToString(), id.ToString(), 1, "registration-origin");
}

/// <summary>How sending a proof ended.</summary>
public abstract record SendProofResult
{
    private SendProofResult() { }

    /// <summary>A mail is on its way.</summary>
    public sealed record Sent : SendProofResult;

    /// <summary>There is no photo yet.</summary>
    public sealed record NoPhotos : SendProofResult;

    /// <summary>Enough mails went to this address in the last hour.</summary>
    public sealed record TooMany : SendProofResult;

    /// <summary>The attempt's time is over.</summary>
    public sealed record Expired : SendProofResult;
}
