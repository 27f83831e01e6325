using FaceAuth.Accounts;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Database;
using FaceAuth.Email;
using FaceAuth.Vault;
using FaceAuth.Vault.Reveals;

namespace FaceAuth.Rotation;

/// <summary>
/// What follows from a plan that tells passwords to a target: its member is mailed at once, with a link to say that it was not them,
/// and every entry that the plan names counts as shown.
/// </summary>
public sealed class RotationPlanNews(
    Db db, AccountStore accounts, DisownLinks links, DisownLinkStore linkStore, ToldPasswords told, RotationMails mails, Outbox outbox, TimeProvider clock)
{
    /// <summary>Seals mail and rows, outside of the transaction that stores them.</summary>
    public async Task<SealedPlanNews> SealAsync(VaultSession member, VaultEntry entry, IReadOnlyList<VaultEntry> named, CancellationToken ct)
    {
        var account = await db.ReadAsync(session => accounts.FindAsync(session, member.Account), ct);
        var (address, link) = links.New(member.Account, member.SignInId);
        var mail = account is null
            ? null
            : await outbox.SealAsync(mails.TargetSet(account, entry.Card.Name, [.. named.Select(one => one.Card.Name)], member.Origin, clock.GetUtcNow(), address), ct);
        return new SealedPlanNews(mail, link, await told.SealAsync(member, [entry, .. named], ct));
    }

    /// <summary>Stores them.</summary>
    public async Task AddAsync(DbSession tx, SealedPlanNews news)
    {
        await told.AddAsync(tx, news.Told);
        if (news.Mail is null)
            return;
        await linkStore.InsertAsync(tx, news.Link);
        await outbox.AddAsync(tx, news.Mail);
    }

    /// <summary>Sends what was stored.</summary>
    public void Nudge() => outbox.Nudge();
}

/// <summary>Sealed news of a plan.</summary>
public sealed record SealedPlanNews(SealedMail? Mail, DisownLink Link, IReadOnlyList<RevealRow> Told);
