using System.Collections.Frozen;

namespace FaceAuth.Jobs;

/// <summary>A job in words, for administrators.</summary>
/// <param name="Title">What it does, in a few words.</param>
/// <param name="Does">What it does, in a sentence.</param>
/// <param name="WhilePaused">What is not done while it is paused, and what that means.</param>
/// <param name="Guards">Members' safety depends on it: it is not to be paused for long.</param>
public sealed record JobWords(string Title, string Does, string WhilePaused, bool Guards = false)
{
    private static readonly FrozenDictionary<string, JobWords> All = new Dictionary<string, JobWords>
    {
        ["outbox"] = new("Deliver mail", "Sends the mail that waits in the outbox.",
            "Mail that could not be sent at once is not tried again: codes and links arrive late or never, and nobody is warned of a sign-in.", Guards: true),
        ["session-sweep"] = new("Remove ended sessions", "Deletes the sealed tickets of sessions that are over.",
            "An ended session is refused all the same, but its ticket stays in the database.", Guards: true),
        ["picture-sweep"] = new("Delete pictures that are nobody’s", "Deletes photos from the photo store that no account refers to.",
            "Photos that members removed, and those of deleted accounts, stay in the photo store longer than the privacy page promises.", Guards: true),
        ["registration-purge"] = new("Forget unproven registrations", "Deletes registrations whose address was not proven in time, with their photos.",
            "They stay longer than the privacy page promises. Nobody can sign in with them."),
        ["sign-in-purge"] = new("Clean up after sign-ins", "Deletes past codes, answered forms, old counters of failures, and devices that are no longer remembered.",
            "They stay in the database longer than needed. What has expired is refused all the same."),
        ["address-purge"] = new("Clean up after changes of address", "Deletes what changes of an e-mail address left behind.",
            "It stays in the database longer than needed. Links that have expired are refused all the same."),
        ["draft-purge"] = new("Delete forgotten drafts", "Deletes sealed drafts of forms that nobody came back for.",
            "They stay longer than the privacy page promises."),
        ["sign-in-prune"] = new("Shorten the history of sign-ins", "Deletes sign-ins that are older than the history reaches back.",
            "They stay longer than the privacy page promises."),
        ["recovery-purge"] = new("Delete replaced recovery codes", "Deletes recovery codes that were replaced, and past resets.",
            "They stay in the database longer than needed. They sign nobody in."),
        ["passkey-purge"] = new("Clean up after passkeys", "Deletes passkeys’ challenges that were not answered in time.",
            "They stay in the database longer than needed. They are refused all the same."),
        ["reveal-digest"] = new("Mail what was shown", "Mails members which secrets were shown in a session that is over.",
            "Members do not learn that a secret of theirs was shown. The mails go out when the job runs again.", Guards: true),
        ["disowned-reveals"] = new("Mark what a stranger saw", "Puts on rotation what was shown in a sign-in of which its member says “this wasn’t me”.",
            "Passwords that a stranger saw are not put on rotation.", Guards: true),
        ["vault-purge"] = new("Empty the bin", "Deletes entries that are in the bin for long enough, and past grants and imports.",
            "They stay longer than members are told. Grants that have expired are refused all the same."),
        ["key-rewrap"] = new("Wrap keys anew", "Brings stored keys that are under an older master key under the newest.",
            "An older master key stays in use and must not be taken away."),
        ["ledger-prune"] = new("Prune the ledger", "Deletes rows of the ledger whose time is over, at a checkpoint.",
            "They stay longer than the privacy page promises."),
        ["ledger-mail"] = new("Mail the ledger’s newest row", "Mails the newest row to the administrators once a day, where that is set.",
            "Nothing outside vouches for the rows that are written meanwhile, unless the anchor is kept elsewhere too.", Guards: true),
        ["rotation-plan"] = new("Look for rotations that are due", "Opens a rotation for each password that is due by its schedule, after it was shown, or because a stranger saw it.",
            "No password begins to change by itself, those that a stranger saw among them. Members can still ask for a rotation.", Guards: true),
        ["rotation"] = new("Rotate passwords", "Works on rotations that are due, those of instances that stopped in the middle among them.",
            "Rotations that failed are not tried again, and those of an instance that stopped stay in the middle, with every password kept.", Guards: true),
        ["rotation-notice"] = new("Tell targets of new passwords", "Tells webhooks that a password counts now, until they have heard.",
            "Whoever waits for such a notice goes on with the password before."),
        ["rotation-reminder"] = new("Remind of passwords to change", "Mails members whose passwords are to be changed by hand.",
            "Members are not reminded until the job runs again."),
        ["rotation-purge"] = new("Delete old timelines", "Deletes timelines of rotations that ended long ago.",
            "They stay longer than needed. They hold no secret."),
    }.ToFrozenDictionary();

    /// <summary>A job in words; its name where there are none.</summary>
    public static JobWords Of(string job) =>
        All.GetValueOrDefault(job) ?? new JobWords(job, "", "What it does is not done until it is resumed.");

    /// <summary>Whether there are words for a job.</summary>
    public static bool Has(string job) => All.ContainsKey(job);
}
