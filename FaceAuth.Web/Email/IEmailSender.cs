namespace FaceAuth.Email;

/// <summary>
/// Hands one finished message to the mail system. Real senders: a folder of .eml files, SMTP. Delivery is at least
/// once: the same <see cref="EmailMessage.MessageId"/> may come twice, and a receiver can tell.
/// </summary>
public interface IEmailSender
{
    /// <summary>Sends, or throws: the outbox tries again later.</summary>
    Task SendAsync(EmailMessage message, CancellationToken ct);

    /// <summary>Proves that sending can work; throws with words an operator can act on where it cannot.</summary>
    Task CheckAsync(CancellationToken ct);
}

/// <summary>A message as it leaves.</summary>
/// <param name="MessageId">Stable over every retry: <c>&lt;id@host&gt;</c>.</param>
public sealed record EmailMessage(string MessageId, string To, string Subject, string Text, string Html);
