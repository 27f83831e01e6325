using System.Text;
using FaceAuth.Email;
using FaceAuth.Email.Folder;
using FaceAuth.Site;
using FaceAuth.Tests.Support;
using Microsoft.Extensions.Options;

namespace FaceAuth.Tests.Email;

/// <summary>
/// Texts that try to become headers, parts or lines of their own. Each either is refused or is in the file as the text that
/// it is: the file's headers are those of a harmless message.
/// </summary>
public sealed class InjectingHeaders : IDisposable
{
    private static readonly OutboxId Id = OutboxId.New(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Hostile => new(
        "x\r\nBcc: thief@example.org",
        "x\nBcc: thief@example.org",
        "x\rBcc: thief@example.org",
        "x\r\n\r\n<h1>another body</h1>",
        "x\r\n Bcc: thief@example.org",
        "x\0Bcc: thief@example.org",
        "x\tBcc: thief@example.org",
        "x\u000bBcc: thief@example.org",
        "x\u000cBcc: thief@example.org",
        "x\u0085Bcc: thief@example.org",
        "x\u2028Bcc: thief@example.org",
        "x\u2029Bcc: thief@example.org",
        "x\u202ebcc",
        "x\u2066bcc",
        "\r\nBcc: thief@example.org",
        "x\r\n",
        "x\u001b[31mred");

    public static TheoryData<string> Encoded => new(
        "=?utf-8?Q?x=0D=0ABcc:_thief@example.org?=",
        "=?utf-8?B?eA0KQmNjOiB0aGllZkBleGFtcGxlLm9yZw==?=",
        "Hello =?utf-8?Q?Your_account?=");

    public static TheoryData<string> Odd => new(
        "x%0D%0ABcc: thief@example.org",
        "x\\r\\nBcc: thief@example.org",
        "Bcc: thief@example.org",
        "--boundary",
        "面部识别登录 🙂 Grüße",
        "x\ud800y", // Half of a character.
        "\u560d\u560aBcc: thief@example.org", // Whose last bytes are CR and LF.
        new string('x', 200),
        string.Concat(Enumerable.Repeat("面", 200)));

    [Theory, MemberData(nameof(Hostile)), MemberData(nameof(Encoded))]
    public async Task A_subject_that_breaks_is_refused(string hostile)
    {
        Should.Throw<ArgumentException>(() => MailRules.Check(MailFixtures.Welcome(subject: hostile)));
        await Should.ThrowAsync<ArgumentException>(() => MailFixtures.Renderer().RenderAsync(Id, MailFixtures.Welcome(subject: hostile)));
    }

    [Theory, MemberData(nameof(Hostile))]
    public void An_address_that_breaks_is_refused(string hostile)
    {
        foreach (var address in new[] { $"{hostile}@example.org", $"mira@example.org{hostile}", $"\"{hostile}\"@example.org", $"mira@{hostile}", $"{hostile} <mira@example.org>" })
            Should.Throw<ArgumentException>(() => MailRules.CheckAddress(address));
    }

    [Theory, MemberData(nameof(Hostile)), MemberData(nameof(Encoded)), MemberData(nameof(Odd))]
    public async Task Whatever_stands_in_the_body_makes_no_header_and_no_part(string hostile)
    {
        var mail = new Mail(
            "mira@example.org", "Your code",
            [
                new MailPart.Paragraph(hostile), new MailPart.Code(hostile), new MailPart.Facts([(hostile, hostile)]),
                new MailPart.Link(hostile, MailFixtures.Site.Link("/account")),
            ],
            MailPriority.News, null) { Why = hostile };

        (await WrittenAsync(mail)).ShouldBe(await WrittenAsync(MailFixtures.Welcome()));
    }

    [Theory, MemberData(nameof(Odd))]
    public async Task A_strange_subject_stays_a_subject(string odd)
    {
        (await WrittenAsync(MailFixtures.Welcome(subject: odd))).ShouldBe(await WrittenAsync(MailFixtures.Welcome()));
    }

    [Theory, MemberData(nameof(Odd)), MemberData(nameof(Encoded))]
    public async Task A_strange_name_of_the_sender_stays_a_name(string odd) =>
        (await WrittenAsync(MailFixtures.Welcome(), new EmailOptions { FromName = odd })).ShouldBe(await WrittenAsync(MailFixtures.Welcome()));

    // The last door before the mail client, for whoever makes a message without the renderer.
    [Theory, MemberData(nameof(Hostile))]
    public void Nothing_that_breaks_becomes_a_header(string hostile)
    {
        var good = new EmailMessage($"<{Id}@example.org>", "mira@example.org", "Your code", "text", "<p>html</p>");
        var options = new EmailOptions();
        foreach (var message in new[]
        {
            good with { Subject = hostile }, good with { To = $"{hostile}@example.org" },
            good with { MessageId = $"<{hostile}@example.org>" }, good with { MessageId = $"<{Id}@example.org>{hostile}" },
        })
        {
            Should.Throw<ArgumentException>(() => MimeMessage.From(message, options, DateTimeOffset.UnixEpoch));
        }
        using var mime = MimeMessage.From(good, options, DateTimeOffset.UnixEpoch);
        mime.Headers.Count.ShouldBe(3);
    }

    // Why our own rules stand before the framework's: those know two of the signs.
    [Fact]
    public void The_framework_alone_refuses_line_breaks_and_no_more()
    {
        using var mime = new System.Net.Mail.MailMessage();
        Should.Throw<ArgumentException>(() => mime.Subject = "x\r\nBcc: thief@example.org");
        Should.Throw<ArgumentException>(() => mime.Subject = "x\nBcc: thief@example.org");
        Should.NotThrow(() => mime.Subject = "x\0y\u2028z");
    }

    [Theory]
    [InlineData("a\r\nb", "a b")]
    [InlineData("\ta\u2029\u202eb\0", "a b")]
    [InlineData("Firefox  on Linux", "Firefox  on Linux")]
    [InlineData("שלום 🙂", "שלום 🙂")]
    public void A_fact_becomes_one_line(string value, string line) => MailRules.OneLine(value).ShouldBe(line);

    [Fact]
    public async Task A_device_cannot_write_a_line_of_the_message()
    {
        var mail = new Mail(
            "mira@example.org", "New sign-in",
            [new MailPart.Facts([("With", "Firefox\r\n\r\n-- \r\nYour account is closed. Call 555")])], MailPriority.News, null);

        var message = await MailFixtures.Renderer().RenderAsync(Id, mail);

        message.Text.ShouldStartWith("With: Firefox -- Your account is closed. Call 555");
        message.Text.Split(Environment.NewLine).Count(line => line == "-- ").ShouldBe(1);
    }

    /// <summary>The names of all headers in the file, the parts' too, in their order; checks the lines on the way.</summary>
    private async Task<List<string>> WrittenAsync(Mail mail, EmailOptions? options = null)
    {
        var sender = new FolderEmailSender(
            Options.Create(new FolderEmailOptions { Path = _folder.Path }), Options.Create(options ?? new EmailOptions()),
            new DataFolder(_folder.Path), TimeProvider.System);
        await sender.SendAsync(await MailFixtures.Renderer().RenderAsync(Id, mail), default);
        var bytes = await File.ReadAllBytesAsync(Directory.GetFiles(_folder.Path, "*.eml").Single());

        bytes.ShouldAllBe(value => value >= 32 && value < 127 || value == '\r' || value == '\n');
        var lines = Encoding.ASCII.GetString(bytes).Split("\r\n");
        lines.ShouldAllBe(line => line.Length <= 998 && !line.Contains('\r') && !line.Contains('\n'));
        var names = new List<string>();
        var inHeaders = true;
        foreach (var line in lines)
        {
            if (line.Length == 0)
                inHeaders = false;
            else if (line.StartsWith("--", StringComparison.Ordinal))
                inHeaders = true;
            else if (inHeaders && line[0] is not (' ' or '\t'))
                names.Add(line[..line.IndexOf(':')].ToLowerInvariant());
        }
        names.ShouldContain("subject");
        names.ShouldNotContain("bcc");
        return names;
    }
}
