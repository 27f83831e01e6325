using System.Text;
using FaceAuth.Email;

namespace FaceAuth.Tests.Email;

public sealed class WritingMailToAFolder : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private readonly string _folder = Directory.CreateTempSubdirectory("faceauth-mail-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("Your code")]
    [InlineData("Dein Code für die Anmeldung – 面部识别登录 – on a line that is long enough to be folded into several 🙂 words")]
    public async Task A_message_reads_back_as_it_was_written(string subject)
    {
        var message = await MessageAsync(Noon, subject, "Grüße, 面 🙂\n.\n.. a dot alone ends nothing\n" + new string('x', 2000));

        await MailFixtures.FolderSender(_folder).SendAsync(message, default);

        var read = MimeReader.Read(await File.ReadAllBytesAsync(Files().Single()));
        read.To.ShouldBe(message.To);
        read.Subject.ShouldBe(subject);
        read.From.ShouldContain("no-reply@localhost");
        read.Text.ShouldBe(message.Text.ReplaceLineEndings("\r\n"));
        read.Html.ShouldBe(message.Html.ReplaceLineEndings("\r\n"));
    }

    [Fact]
    public async Task The_file_is_a_message_as_the_standards_want_it()
    {
        var message = await MessageAsync(Noon, "Grüße");

        await MailFixtures.FolderSender(_folder).SendAsync(message, default);

        var bytes = await File.ReadAllBytesAsync(Files().Single());
        bytes.ShouldAllBe(value => value < 128);
        var lines = Encoding.ASCII.GetString(bytes).Split("\r\n");
        lines.ShouldAllBe(line => !line.Contains('\n') && line.Length <= 998);
        lines.ShouldContain(line => line.Equals($"Message-ID: {message.MessageId}", StringComparison.OrdinalIgnoreCase));
        lines.Count(line => line.StartsWith("Date: ", StringComparison.Ordinal)).ShouldBe(1);
        lines.ShouldContain("Auto-Submitted: auto-generated");
        lines.ShouldContain(line => line.StartsWith("Content-Type: multipart/alternative", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task The_same_message_sent_twice_is_there_once()
    {
        var message = await MessageAsync(Noon);
        var sender = MailFixtures.FolderSender(_folder);

        await sender.SendAsync(message, default);
        await sender.SendAsync(message, default);

        Files().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Files_sort_by_the_time_their_messages_were_made()
    {
        var sender = MailFixtures.FolderSender(_folder);
        var later = await MessageAsync(Noon.AddMinutes(5));
        var earlier = await MessageAsync(Noon);

        await sender.SendAsync(later, default);
        await sender.SendAsync(earlier, default);

        Files().Select(Path.GetFileName).Order(StringComparer.Ordinal).First()!.ShouldStartWith("20261122-120000-000-");
    }

    [Fact]
    public async Task A_cancelled_or_failed_write_leaves_nothing_behind()
    {
        var message = await MessageAsync(Noon);
        var sender = MailFixtures.FolderSender(_folder);

        await Should.ThrowAsync<Exception>(() => sender.SendAsync(message, new CancellationToken(canceled: true)));
        await Should.ThrowAsync<ArgumentException>(
            () => sender.SendAsync(message with { Subject = "one\r\nBcc: thief@example.org" }, default));

        Directory.GetFileSystemEntries(_folder).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_check_names_the_key_of_a_folder_that_cannot_be_written()
    {
        var file = Path.Combine(_folder, "a-file");
        await File.WriteAllTextAsync(file, "in the way");

        var fault = await Should.ThrowAsync<IOException>(() => MailFixtures.FolderSender(file).CheckAsync(default));

        fault.Message.ShouldContain("Email:Folder:Path");
        await MailFixtures.FolderSender(Path.Combine(_folder, "new")).CheckAsync(default);
        Directory.GetFiles(Path.Combine(_folder, "new")).ShouldBeEmpty();
    }

    private List<string> Files() => [.. Directory.GetFiles(_folder, "*.eml")];

    private static async Task<EmailMessage> MessageAsync(DateTimeOffset time, string subject = "Your code", string? text = null)
    {
        var message = await MailFixtures.Renderer().RenderAsync(OutboxId.New(time), MailFixtures.Welcome(subject: subject));
        return text is null ? message : message with { Text = text };
    }
}
