using FaceAuth.Database;
using FaceAuth.Keys;
using FaceAuth.Site;
using Microsoft.Extensions.Options;

namespace FaceAuth.Email;

/// <summary>
/// Where features leave mail. A message is written in the transaction that causes it, so that there is never the one
/// without the other, and is delivered at least once afterwards.
/// </summary>
/// <example>
/// <code>
/// var mail = await outbox.SealAsync(message, ct);                  // before: the key service may be far away
/// await db.WriteAsync(async tx => { …; await outbox.AddAsync(tx, mail); }, ct);
/// outbox.Nudge();                                                  // after: it leaves now, not at the next round
/// </code>
/// </example>
public sealed class Outbox(Sealer sealer, OutboxSignal signal, IOptions<SiteOptions> site, TimeProvider clock)
{
    /// <summary>Checks and seals a message; nothing is stored yet.</summary>
    /// <exception cref="ArgumentException">The address, subject or a link breaks the rules of mail.</exception>
    /// <exception cref="KeyServiceException">It cannot be sealed now.</exception>
    public async ValueTask<SealedMail> SealAsync(Mail mail, CancellationToken ct)
    {
        MailRules.Check(mail);
        MailRules.CheckLinks(mail, site.Value);
        var id = OutboxId.New(clock.GetUtcNow());
        var sealedMessage = await sealer.SealAsync(ContextOf(id), MailFormat.Write(mail), ct);
        return new SealedMail(id, mail.Priority, mail.ExpiresAt, sealedMessage);
    }

    /// <summary>Adds a sealed message inside the transaction that causes it.</summary>
    public Task AddAsync(DbSession tx, SealedMail mail)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        return OutboxStore.AddAsync(tx, new OutboxRow
        {
            Id = mail.Id.ToString(),
            Priority = (long)mail.Priority,
            SealedMessage = mail.SealedMessage,
            CreatedAt = now,
            DueAt = now,
            ExpiresAt = mail.ExpiresAt?.ToUnixTimeMilliseconds(),
        });
    }

    /// <summary>
    /// After the commit: wakes the delivery. Where it is forgotten or its process dies, the job delivers a few seconds later.
    /// </summary>
    public void Nudge() => signal.Raise();

    /// <summary>Where a sealed message belongs: to its own row and no other.</summary>
    internal static SealContext ContextOf(OutboxId id) => new(KeyPurposes.Mail, "", id.ToString(), 1, "message");
}

/// <summary>A message ready to be stored.</summary>
public sealed record SealedMail(OutboxId Id, MailPriority Priority, DateTimeOffset? ExpiresAt, byte[] SealedMessage);
