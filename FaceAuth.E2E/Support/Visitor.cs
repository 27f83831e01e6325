using System.Text.RegularExpressions;
using FaceAuth.E2E.PageObjects;
using Microsoft.Playwright;

namespace FaceAuth.E2E.Support;

/// <summary>
/// A person at a browser of their own (a fresh context). Whatever a page does wrong on the way is kept and fails the
/// journey: script errors, what the content security policy refused, and any request that leaves the site.
/// </summary>
public sealed partial class Visitor
{
    private readonly List<string> _faults = [];
    private readonly HashSet<int> _expected = [];
    private readonly List<string> _expectedWords = [];

    private Visitor(IBrowserContext context, IPage page, SiteUnderTest site)
    {
        (Context, Page, Site) = (context, page, site);
        context.Request += (_, request) => LookAt(request);
        context.Console += (_, message) => LookAt(message);
        context.WebError += (_, error) => Keep($"Script error: {error.Error}");
    }

    public IBrowserContext Context { get; }

    public IPage Page { get; }

    public SiteUnderTest Site { get; }

    /// <summary>What went wrong on this person's pages.</summary>
    public IReadOnlyList<string> Faults
    {
        get { lock (_faults) return [.. _faults]; }
    }

    public SiteHeader Header => new(Page);
    public RegisterPage Register => new(Page);
    public PhotosPage Photos => new(Page);
    public ProvePage Prove => new(Page);
    public ConfirmPage Confirm => new(Page);
    public SignInPage SignIn => new(Page);
    public SignInCodePage SignInCode => new(Page);
    public SignInLinkPage SignInLink => new(Page);
    public RecoverPage Recover => new(Page);
    public NotMePage NotMe => new(Page);
    public AccountPage Account => new(Page);
    public StepUpPage StepUp => new(Page);
    public HoldPage Hold => new(Page);
    public RecoveryCodesPage RecoveryCodes => new(Page);
    public DevicesPage Devices => new(Page);
    public AddressPage Address => new(Page);
    public PasskeysPage Passkeys => new(Page);
    public PeoplePage People => new(Page);
    public DeletePage Delete => new(Page);
    public VaultPage Vault => new(Page);
    public EntryPage Entry => new(Page);
    public TransferPage Transfer => new(Page);
    public RotationPage Rotation => new(Page);
    public RotationSettingsPage RotationSettings => new(Page);
    public TargetsPage Targets => new(Page);
    public Mailbox Mailbox => new(this);

    /// <summary>Opens a browser for one person.</summary>
    internal static async Task<Visitor> ArriveAsync(IBrowser browser, SiteUnderTest site, BrowserNewContextOptions options)
    {
        options.BaseURL = site.Address;
        options.ReducedMotion = ReducedMotion.Reduce;
        var context = await browser.NewContextAsync(options);
        context.SetDefaultTimeout(30_000);
        // Snapshots of the page at each step; a film of it as well would take half of a small machine's time.
        await context.Tracing.StartAsync(new() { Snapshots = true });
        return new Visitor(context, await context.NewPageAsync(), site);
    }

    /// <summary>Opens a place of the site, or a link from a mail.</summary>
    public Task<IResponse?> GoAsync(string address) => Page.GotoAsync(address);

    /// <summary>Chromium writes each answer from 400 up to the console; this one is meant to come.</summary>
    public Visitor Expecting(params int[] statuses)
    {
        _expected.UnionWith(statuses);
        return this;
    }

    /// <summary>What the console says with these words is meant to come.</summary>
    public Visitor ExpectingWords(string beginning)
    {
        _expectedWords.Add(beginning);
        return this;
    }

    private void LookAt(IRequest request)
    {
        // blob: and data: are made by the page itself.
        var allowed = request.Url.StartsWith(Site.Address + "/", StringComparison.Ordinal)
            || request.Url.StartsWith("blob:", StringComparison.Ordinal)
            || request.Url.StartsWith("data:", StringComparison.Ordinal);
        if (!allowed)
            Keep($"A request left the site: {request.Method} {request.Url}");
    }

    private void LookAt(IConsoleMessage message)
    {
        if (message.Type is not ("error" or "warning"))
            return;
        if (StatusInConsole().Match(message.Text) is { Success: true } match && _expected.Contains(int.Parse(match.Groups[1].Value)))
            return;
        if (_expectedWords.Any(words => message.Text.StartsWith(words, StringComparison.Ordinal)))
            return;
        // Not the site's: the trace reads a picture again whose bytes Chromium has thrown away, and the policy refuses it.
        if (message.Text.StartsWith("Connecting to 'blob:", StringComparison.Ordinal))
            return;
        Keep($"Console {message.Type}: {message.Text} ({message.Location})");
    }

    private void Keep(string fault)
    {
        lock (_faults)
            _faults.Add(fault);
    }

    [GeneratedRegex("the server responded with a status of ([0-9]{3})")]
    private static partial Regex StatusInConsole();
}
