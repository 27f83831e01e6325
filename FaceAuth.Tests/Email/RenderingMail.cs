using System.Text;
using System.Text.RegularExpressions;
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
            MailPriority.News, null) { Why = typed };

        var message = await MailFixtures.Renderer().RenderAsync(Id, mail);

        message.Html.ShouldNotContain("<script", Case.Insensitive);
        message.Html.ShouldNotContain("<img", Case.Insensitive);
        // Title, preview, label, heading, paragraph, code, two facts, label of the button, and why.
        Regex.Count(message.Html, Regex.Escape("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&gt;&lt;img src=x&gt;")).ShouldBe(10);
    }

    [Fact]
    public async Task What_a_person_typed_is_text_in_the_name_of_the_site()
    {
        var site = new SiteOptions { PublicUrl = "https://faces.example.org", Name = "<b>Site</b>" };

        var message = await MailFixtures.Renderer(site).RenderAsync(Id, MailFixtures.Welcome());

        message.Html.ShouldNotContain("<b>");
        message.Html.ShouldContain("&lt;b&gt;Site&lt;/b&gt;");
    }

    [Fact]
    public async Task Every_text_has_its_colour_in_the_dark_and_its_size_for_a_phone()
    {
        var html = (await MailFixtures.Renderer().RenderAsync(Id, Everything())).Html;

        var dark = html[html.IndexOf("prefers-color-scheme: dark", StringComparison.Ordinal)..html.IndexOf("</style>", StringComparison.Ordinal)];
        foreach (Match used in Regex.Matches(html, "class=\"([^\"]+)\""))
            used.Groups[1].Value.Split(' ').ShouldContain(name => dark.Contains($".{name}", StringComparison.Ordinal), used.Value);
        foreach (Match size in Regex.Matches(html[html.IndexOf("role=\"article\"", StringComparison.Ordinal)..], @"font-size:(\d+)px"))
            int.Parse(size.Groups[1].Value).ShouldBeGreaterThanOrEqualTo(14);
        html.ShouldContain("<meta name=\"color-scheme\" content=\"light dark\">");
        html.ShouldContain("max-width:600px");
    }

    [Fact]
    public async Task A_screen_reader_gets_language_heading_and_headed_facts()
    {
        var html = (await MailFixtures.Renderer().RenderAsync(Id, Everything())).Html;

        html.ShouldContain("<html lang=\"en\"");
        // Mail programs on the web take the html element away.
        html.ShouldContain("lang=\"en\" dir=\"ltr\" role=\"article\"");
        Regex.Count(html, "<h1").ShouldBe(1);
        Regex.Count(html, "<th scope=\"row\"").ShouldBe(2);
        Regex.Count(html.Split("aria-label=\"Details\"")[0], "<table(?! role=\"presentation\")").ShouldBe(1, "only the facts are a table to a reader");
    }

    [Fact]
    public async Task A_way_out_is_drawn_unlike_a_way_on()
    {
        var html = (await MailFixtures.Renderer().RenderAsync(Id, Everything())).Html;

        Regex.Match(html, "<a class=\"([^\"]+)\"[^>]*>Finish signing in").Groups[1].Value.ShouldBe("button-words");
        Regex.Match(html, "<a class=\"([^\"]+)\"[^>]*>This wasn&#x27;t me").Groups[1].Value.ShouldBe("danger-words");
    }

    [Fact]
    public async Task Each_link_is_spelled_out_under_its_button()
    {
        var html = (await MailFixtures.Renderer().RenderAsync(Id, Everything())).Html;

        html.ShouldContain(">https://faces.example.org/account/proof?link=abc&amp;x=1</a>");
        html.ShouldContain(">https://faces.example.org/account/not-me/abc</a>");
    }

    [Fact]
    public async Task The_foot_says_why_it_came()
    {
        var member = await MailFixtures.Renderer().RenderAsync(Id, Everything());
        var stranger = await MailFixtures.Renderer().RenderAsync(Id, Everything() with { Why = "You get this because somebody typed this address in." });

        foreach (var form in new[] { member.Html, member.Text })
            form.ReplaceLineEndings(" ").ShouldContain("You get this because this address belongs to a FaceAuth account.");
        foreach (var form in new[] { stranger.Html, stranger.Text })
            form.ShouldContain("You get this because somebody typed this address in.");
    }

    [Fact]
    public void The_preview_is_the_beginning_and_never_the_code()
    {
        MailText.Preview(MailFixtures.Welcome()).ShouldBe("Somebody, we hope you, asked to sign in.");
        var first = string.Join(' ', Enumerable.Repeat("wording", 40));
        var preview = MailText.Preview(MailFixtures.Welcome() with { Body = [new MailPart.Code("492013"), new MailPart.Paragraph(first)] });
        preview.ShouldStartWith("wording");
        preview.ShouldEndWith("wording…");
        preview.Length.ShouldBeLessThanOrEqualTo(111);
        MailText.Preview(MailFixtures.Welcome() with { Body = [new MailPart.Code("492013")] }).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_text_form_spells_everything_out()
    {
        var message = await MailFixtures.Renderer().RenderAsync(Id, Everything());

        message.Text.ReplaceLineEndings("\n").ShouldBe("""
            Somebody, we hope you, asked to sign in.

                492013

            Finish signing in:
            https://faces.example.org/account/proof?link=abc&x=1

            Time: 22 November 2026, 23:10
            Device: Firefox on Linux

            This wasn't me:
            https://faces.example.org/account/not-me/abc

            --\u0020
            FaceAuth, https://faces.example.org/
            You get this because this address belongs to a FaceAuth account.
            Messages about its safety always come.

            """.Replace("\\u0020", " ").ReplaceLineEndings("\n"));
    }

    private static Mail Everything()
    {
        var mail = MailFixtures.Welcome();
        return mail with { Body = [.. mail.Body, new MailPart.Link("This wasn't me", MailFixtures.Site.Link("/account/not-me/abc"), LinkKind.Danger)] };
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

    [Fact]
    public void A_message_that_the_version_before_stored_still_reads()
    {
        var stored = """
            {"To":"mira@example.org","Subject":"Your code","Body":[{"part":"link","Label":"Open","Address":"https://faces.example.org/a"}],"Priority":1,"ExpiresAt":null}
            """;

        var read = MailFormat.Read(Encoding.UTF8.GetBytes(stored));

        read.Why.ShouldBeNull();
        read.Body.ShouldHaveSingleItem().ShouldBe(new MailPart.Link("Open", new Uri("https://faces.example.org/a")));
        ((MailPart.Link)read.Body[0]).Kind.ShouldBe(LinkKind.Action);
    }

    [Fact]
    public void What_a_later_version_adds_is_passed_over()
    {
        var written = Encoding.UTF8.GetString(MailFormat.Write(Everything() with { Why = "Because." }));
        written.ShouldContain("\"Kind\":1", customMessage: "stored as the number that is kept for good");

        var read = MailFormat.Read(Encoding.UTF8.GetBytes(written.Replace("\"Kind\"", "\"Mood\"").Replace("\"Why\"", "\"Wherefore\"")));

        read.Body.Count.ShouldBe(5);
        read.Why.ShouldBeNull();
    }

    [Theory]
    [InlineData("https://faces.example.org/account", true)]
    [InlineData("https://FACES.example.org:443/account?x=1", true)]
    [InlineData("http://faces.example.org/account", false)]
    [InlineData("https://faces.example.org:8443/account", false)]
    [InlineData("https://faces.example.org.evil.example/account", false)]
    [InlineData("https://faces.example.org@evil.example/account", false)]
    [InlineData("https://mira@faces.example.org/account", false)]
    [InlineData("https://evil.example/https://faces.example.org/", false)]
    public void A_link_leads_to_this_site_and_nowhere_else(string address, bool here) =>
        Leads(address, MailFixtures.Site).ShouldBe(here);

    [Theory]
    [InlineData("https://example.org/faces/account", true)]
    [InlineData("https://example.org/faces", false)]
    [InlineData("https://example.org/facesaving/account", false)]
    [InlineData("https://example.org/faces/../account", false)]
    public void A_site_below_a_path_ends_with_it(string address, bool here) =>
        Leads(address, new SiteOptions { PublicUrl = "https://example.org/faces" }).ShouldBe(here);

    private static bool Leads(string address, SiteOptions site)
    {
        var mail = new Mail("mira@example.org", "Link", [new MailPart.Link("Open", new Uri(address))], MailPriority.News, null);
        try
        {
            MailRules.CheckLinks(mail, site);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
