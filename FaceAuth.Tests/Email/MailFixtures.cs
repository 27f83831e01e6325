using FaceAuth.Email;
using FaceAuth.Email.Folder;
using FaceAuth.Site;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace FaceAuth.Tests.Email;

/// <summary>Messages and the parts that carry them, as the tests of mail need them.</summary>
internal static class MailFixtures
{
    public static readonly SiteOptions Site = new() { PublicUrl = "https://faces.example.org" };

    public static Mail Welcome(string to = "mira@example.org", string subject = "Your code") => new(
        to, subject,
        [
            new MailPart.Paragraph("Somebody, we hope you, asked to sign in."),
            new MailPart.Code("492013"),
            new MailPart.Link("Finish signing in", Site.Link("/account/proof?link=abc&x=1")),
            new MailPart.Facts([("Time", "22 November 2026, 23:10"), ("Device", "Firefox on Linux")]),
        ],
        MailPriority.Code, null);

    public static MailRenderer Renderer(SiteOptions? site = null) => new(
        new ServiceCollection().BuildServiceProvider().GetRequiredService<IServiceScopeFactory>(), NullLoggerFactory.Instance, Options.Create(site ?? Site));

    public static FolderEmailSender FolderSender(string folder, TimeProvider? clock = null) => new(
        Options.Create(new FolderEmailOptions { Path = folder }), Options.Create(new EmailOptions()),
        new DataFolder(Path.GetTempPath()), clock ?? TimeProvider.System);
}
