using FaceAuth.Email;
using FaceAuth.Site;

namespace FaceAuth.Tests.Email;

public sealed class RenderingMail
{
    private static readonly OutboxId Id = OutboxId.New(DateTimeOffset.UnixEpoch.AddYears(56));

    [Fact]
    public async Task Both_forms_say_the_same()
    {
        var message = await MailFixtures.Renderer().RenderAsync(Id, MailFixtures.Welcome());

        foreach (var said in new[] { "asked to sign in", "492013", "Finish signing in", "Firefox on Linux", "faces.example.org" })
        {
            message.Html.ShouldContain(said);
            message.Text.ShouldContain(said);
        }
        message.Text.ShouldContain("\nhttps://faces.example.org/account/proof?link=abc&x=1\n".ReplaceLineEndings());
        message.Html.ShouldContain("href=\"https://faces.example.org/account/proof?link=abc&amp;x=1\"");
        message.Html.ShouldStartWith("<!DOCTYPE html>");
    }

    [Theory]
    [InlineData("https://faces.example.org/app", "faces.example.org")]
    [InlineData("http://localhost:5000", "localhost")]
    [InlineData("https://gesichter.müller.example", "gesichter.xn--mller-kva.example")]
    [InlineData("http://[::1]:5000", "[::1]")]
    public async Task The_message_id_is_the_outbox_id_at_the_sites_host(string publicUrl, string host)
    {
        var renderer = MailFixtures.Renderer(new SiteOptions { PublicUrl = publicUrl });

        var message = await renderer.RenderAsync(Id, MailFixtures.Welcome());

        message.MessageId.ShouldBe($"<{Id}@{host}>");
    }

    [Fact]
    public async Task What_a_person_typed_is_text_in_the_html()
    {
        const string typed = "<script>alert(1)</script>\"><img src=x>";
        var mail = new Mail(
            "mira@example.org", typed,
            [
                new MailPart.Paragraph(typed), new MailPart.Code(typed), new MailPart.Facts([(typed, typed)]),
                new MailPart.Link(typed, new Uri("https://faces.example.org/?q=\"><script>")),
            ],
            MailPriority.News, null);

        var message = await MailFixtures.Renderer().RenderAsync(Id, mail);

        message.Html.ShouldNotContain("<script", Case.Insensitive);
        message.Html.ShouldNotContain("<img", Case.Insensitive);
        message.Html.ShouldContain("&lt;script&gt;");
    }

    [Fact]
    public async Task The_html_fetches_nothing_from_anywhere()
    {
        var message = await MailFixtures.Renderer().RenderAsync(Id, MailFixtures.Welcome());

        foreach (var fetch in new[] { "src=", "<link", "@import", "url(" })
            message.Html.ShouldNotContain(fetch, Case.Insensitive);
        message.Html.ShouldContain("prefers-color-scheme: dark");
    }

    [Fact]
    public async Task The_text_wraps_prose_and_leaves_links_whole()
    {
        var address = new Uri("https://faces.example.org/" + new string('a', 120));
        var mail = new Mail(
            "mira@example.org", "Long",
            [new MailPart.Paragraph(string.Join(' ', Enumerable.Repeat("wording", 60))), new MailPart.Link("Open", address)],
            MailPriority.News, null);

        var message = await MailFixtures.Renderer().RenderAsync(Id, mail);

        var lines = message.Text.Split(Environment.NewLine);
        lines.Where(line => !line.StartsWith("https://")).ShouldAllBe(line => line.Length <= 72);
        lines.ShouldContain(address.AbsoluteUri);
    }

    [Theory]
    [InlineData("Hello\r\nBcc: thief@example.org")]
    [InlineData("Hello\nthere")]
    [InlineData("Hello\u0085there")]
    [InlineData("")]
    public async Task A_subject_that_is_not_one_line_is_refused(string subject) =>
        await Should.ThrowAsync<ArgumentException>(
            () => MailFixtures.Renderer().RenderAsync(Id, MailFixtures.Welcome(subject: subject)));

    [Theory]
    [InlineData("mira@example.org\r\nBcc: thief@example.org")]
    [InlineData("mira@example.org, thief@example.org")]
    [InlineData("Mira <mira@example.org>")]
    [InlineData("mira")]
    public async Task An_address_that_is_not_one_plain_address_is_refused(string to)
    {
        var fault = await Should.ThrowAsync<ArgumentException>(
            () => MailFixtures.Renderer().RenderAsync(Id, MailFixtures.Welcome(to)));

        fault.Message.ShouldNotContain("mira", customMessage: "an address does not belong in a log");
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("file:///etc/passwd")]
    public async Task A_link_that_is_no_web_address_is_refused(string address)
    {
        var mail = new Mail(
            "mira@example.org", "Link", [new MailPart.Link("Open", new Uri(address))], MailPriority.News, null);

        await Should.ThrowAsync<ArgumentException>(() => MailFixtures.Renderer().RenderAsync(Id, mail));
    }

    [Fact]
    public void A_message_is_the_same_after_it_was_stored()
    {
        var mail = MailFixtures.Welcome() with { ExpiresAt = DateTimeOffset.UnixEpoch.AddYears(56) };

        var read = MailFormat.Read(MailFormat.Write(mail));

        read.ShouldBe(mail with { Body = read.Body });
        read.Body.Take(3).ShouldBe(mail.Body.Take(3));
        ((MailPart.Facts)read.Body[3]).Rows.ShouldBe(((MailPart.Facts)mail.Body[3]).Rows);
    }
}
