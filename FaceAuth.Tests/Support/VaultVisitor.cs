using FaceAuth.Accounts;
using FaceAuth.Accounts.Sessions;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Accounts.SignIn.Pending;
using FaceAuth.Database;
using FaceAuth.Tests.Accounts;
using FaceAuth.Vault;
using FaceAuth.Vault.Reveals;

namespace FaceAuth.Tests.Support;

/// <summary>A member in a session of theirs, at one process of the site.</summary>
internal sealed class VaultVisitor
{
    private static readonly CancellationToken Ct = CancellationToken.None;
    private static int _photos;

    private VaultVisitor(TestSite site, Account account, VaultSession session, string key) =>
        (Site, Account, Session, Key) = (site, account, session, key);

    public TestSite Site { get; }
    public Account Account { get; }
    public VaultSession Session { get; }

    /// <summary>What the session's cookie holds.</summary>
    public string Key { get; }

    /// <summary>How the fake engine calls them.</summary>
    public string Face => Account.Email.Split('@')[0];

    /// <summary>Their vault.</summary>
    public PasswordVault Vault => Site.Get<PasswordVault>();

    /// <summary>A member who enrolled and signed in by face at home.</summary>
    public static async Task<VaultVisitor> EnrolAsync(TestSite site, string who = "ada") =>
        await SignInAsync(site, await site.EnrolAsync($"{who}@example.org", who));

    /// <summary>A session of a new sign-in by face at home.</summary>
    public static async Task<VaultVisitor> SignInAsync(TestSite site, Account account)
    {
        var signIn = (await site.SignInAsync(account.Email, NewPhoto(account.Email.Split('@')[0]))).ShouldBeOfType<FaceSignInResult.Finished>().SignIn;
        await site.DeliverAsync();
        return await BeginAsync(site, account, signIn);
    }

    /// <summary>A session of a new sign-in by face and mailed code in a browser that is not remembered.</summary>
    public static async Task<VaultVisitor> SignInElsewhereAsync(TestSite site, Account account, TestBrowser browser, bool remember = false)
    {
        await site.SignInFromAsync(browser, account.Email, NewPhoto(account.Email.Split('@')[0]));
        var signIn = (await site.FinishAsync(browser, remember)).ShouldBeOfType<FinishPendingResult.Finished>().SignIn;
        await site.DeliverAsync();
        return await BeginAsync(site, account, signIn);
    }

    /// <summary>A session of a finished sign-in.</summary>
    public static async Task<VaultVisitor> BeginAsync(TestSite site, Account account, FinishedSignIn signIn)
    {
        var key = await BeingSignedIn.BeginAsync(site, account, signIn.SignInId, signIn.DeviceId);
        var ticket = (await site.Get<SessionTickets>().RetrieveAsync(key, Ct)).ShouldNotBeNull();
        return new VaultVisitor(
            site, account,
            new VaultSession(
                account.AccountId, ticket.Principal.SessionId(), signIn.SignInId, signIn.DeviceId, ticket.Properties.ExpiresUtc!.Value, site.Origin),
            key);
    }

    /// <summary>The same session at another process.</summary>
    public VaultVisitor At(TestSite other) => new(other, Account, Session, Key);

    /// <summary>The same session, its vault no longer in memory.</summary>
    public VaultVisitor Closed()
    {
        Site.Get<OpenVaults>().Close(Session.SessionId);
        return this;
    }

    /// <summary>The same member where nothing of the vault is in memory yet, in a session that reads only: it is not written down.</summary>
    public VaultVisitor Cold() => new(Site, Account, Session with { SessionId = Guid.CreateVersion7().ToString() }, Key);

    /// <summary>Adds an entry.</summary>
    public async Task<VaultEntryId> AddAsync(EntryInput input) =>
        (await Vault.AddAsync(Session, input, Ct)).ShouldBeOfType<EntryResult.Saved>().Id;

    /// <summary>Adds an entry with a password.</summary>
    public Task<VaultEntryId> AddAsync(string name, string? password = "the password", string? notes = null) => AddAsync(Input(name, password, notes));

    /// <summary>Changes an entry as it is now.</summary>
    public async Task<EntryResult> EditAsync(VaultEntryId id, EntryInput input) =>
        await Vault.EditAsync(Session, id, (await FindAsync(id)).ShouldNotBeNull().Version, input, Ct);

    /// <summary>What a form holds; secrets that are null are not touched.</summary>
    public static EntryInput Input(string name, string? password = null, string? notes = null)
    {
        var secrets = new Dictionary<SecretField, string>();
        if (password is not null)
            secrets[SecretField.Password] = password;
        if (notes is not null)
            secrets[SecretField.Notes] = notes;
        return new EntryInput { Name = name, Secrets = secrets };
    }

    /// <summary>An entry outside of the bin, or null.</summary>
    public Task<VaultEntry?> FindAsync(VaultEntryId id) => Vault.FindAsync(Session, id, Ct);

    /// <summary>The names on the first page of what a query finds.</summary>
    public async Task<string[]> NamesAsync(VaultQuery? query = null) =>
        [.. (await Vault.ListAsync(Session, query ?? VaultQuery.Default, Ct)).Entries.Select(entry => entry.Card.Name)];

    /// <summary>An entry that is in the bin.</summary>
    public async Task<VaultEntry> InBinAsync(VaultEntryId id) =>
        (await Vault.ReadAsync(Session, Ct)).Bin.Where(entry => entry.Id == id).ShouldHaveSingleItem();

    /// <summary>Puts an entry into the bin.</summary>
    public async Task DeleteAsync(VaultEntryId id) =>
        (await Site.Get<VaultBin>().DeleteAsync(Session, (await FindAsync(id)).ShouldNotBeNull(), Ct)).ShouldBeTrue();

    /// <summary>A new photo of somebody, that of the member where nobody is named.</summary>
    public Task<RevealGrantResult> ProveAsync(RevealTarget target, string? photo = null) =>
        Site.Get<RevealGrants>().ProveAsync(Session, target, [FakeFaceEngine.Photo(photo ?? NewPhoto(Face))], Ct);

    /// <summary>A grant by a new photo of the member.</summary>
    public async Task<string> GrantAsync(VaultEntryId id, SecretField field = SecretField.Password, int version = 1) =>
        (await ProveAsync(new RevealTarget(id, field, version))).ShouldBeOfType<RevealGrantResult.Granted>().Id;

    /// <summary>Uses a grant.</summary>
    public Task<RevealResult> UseAsync(string grant) => Site.Get<SecretReveals>().RevealAsync(Session, grant, Ct);

    /// <summary>A new photo, and what it shows.</summary>
    public async Task<RevealResult> RevealAsync(VaultEntryId id, SecretField field = SecretField.Password, int version = 1) =>
        await UseAsync(await GrantAsync(id, field, version));

    /// <summary>The secret itself.</summary>
    public async Task<string> ShowAsync(VaultEntryId id, SecretField field = SecretField.Password, int version = 1) =>
        (await RevealAsync(id, field, version)).ShouldBeOfType<RevealResult.Revealed>().Text;

    /// <summary>Signs out.</summary>
    public Task SignOutAsync() => Site.Get<SessionTickets>().RemoveAsync(Key, Ct);

    /// <summary>Says of the sign-in that it was somebody else.</summary>
    public async Task DisownAsync()
    {
        var (address, link) = Site.Get<DisownLinks>().New(Account.AccountId, Session.SignInId);
        await Site.Get<Db>().WriteAsync(tx => Site.Get<DisownLinkStore>().InsertAsync(tx, link), Ct);
        (await Site.Get<FaceAuth.Accounts.SignIn.Disowning.SignInDisowning>().DisownAsync(address.Segments[^1], Ct))
            .ShouldBe(new FaceAuth.Accounts.SignIn.Disowning.DisownResult.Done(WasRefused: false));
    }

    /// <summary>A photo that was never sent. None ends in 0: those look little alive.</summary>
    public static string NewPhoto(string who) => $"{who}{Interlocked.Increment(ref _photos)}1";
}

/// <summary>What tests of the vault ask the database.</summary>
internal static class VaultRows
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    /// <summary>How many rows of a kind are on the ledger, about one subject or any.</summary>
    public static Task<long> LedgerAsync(this TestSite site, string kind, string? subject = null) =>
        site.Get<Db>().ReadAsync(
            session => session.ScalarAsync<long>(
                "SELECT COUNT(*) FROM ledger WHERE kind = @Kind AND (@Subject IS NULL OR subject_id = @Subject)", new { Kind = kind, Subject = subject }), Ct);

    /// <summary>How many rows there are.</summary>
    public static Task<long> CountRowsAsync(this TestSite site, string from) =>
        site.Get<Db>().ReadAsync(session => session.ScalarAsync<long>($"SELECT COUNT(*) FROM {from}"), Ct);

    /// <summary>The messages with some words in their subject, lines joined.</summary>
    public static IReadOnlyList<string> MailAbout(this TestSite site, string subject) =>
        [.. site.Mail.Where(mail => mail.Subject.Contains(subject, StringComparison.Ordinal))
            .Select(mail => string.Join(' ', mail.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))];
}
