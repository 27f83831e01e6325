using FaceAuth.Database;
using FaceAuth.Email;
using FaceAuth.Keys;
using Microsoft.Extensions.Options;

namespace FaceAuth.Accounts.Registration;

/// <summary>Mails the code and link that prove an address.</summary>
public sealed class ProofSender(
    Db db, Registrations registrations, RegistrationStore store, AccountStore accounts, EnrolledPhotoStore photos, LookupHash hash,
    Outbox outbox, RegistrationMails mails, IOptions<RegistrationOptions> options, TimeProvider clock)
{
    /// <summary>
    /// Mails a new code and link, in the place of earlier ones. An address that has an account gets a mail that says so
    /// in their place; from outside the two cannot be told apart, because the attempt's row looks the same.
    /// </summary>
    public async Task<SendProofResult> SendAsync(PendingRegistration registration, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var photoCount = await db.ReadAsync(session => photos.CountAsync(session, registration.Owner), ct);
        if (photoCount == 0)
            return new SendProofResult.NoPhotos();

        var code = Tokens.NewCode();
        var link = Tokens.New();
        var codeExpiresAt = now.Add(options.Value.CodeLifetime);
        EmailAddress.TryParse(registration.Email, out var email);
        var existing = await db.ReadAsync(session => accounts.FindByEmailAsync(session, email), ct);
        var origin = await registrations.OpenOriginAsync(registration, ct);
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
            await store.LockAddressAsync(tx, registration.Email);
            if (await MailsSinceAsync(tx, registration, now.AddHours(-1)) >= options.Value.MailsPerHour
                || await MailsSinceAsync(tx, registration, now.AddDays(-1)) >= options.Value.MailsPerDay)
                return new SendProofResult.TooMany();
            await store.SetProofAsync(tx, registration.Owner, proof);
            await outbox.AddAsync(tx, mail);
            return new SendProofResult.Sent();
        }, ct);
        if (sent is SendProofResult.Sent)
            outbox.Nudge();
        return sent;
    }

    private Task<long> MailsSinceAsync(DbSession tx, PendingRegistration registration, DateTimeOffset since) =>
        store.CountMailsAsync(tx, registration.Email, since.ToUnixTimeMilliseconds());
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
