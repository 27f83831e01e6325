using FaceAuth.Vault.Transfer;

namespace FaceAuth.Tests.Vault.Transfer;

public sealed class ReadingUnderAPassphrase
{
    [Fact]
    public void A_file_made_elsewhere_opens() =>
        Exports.Taken(Exports.BitwardenEncrypted, passphrase: Exports.Passphrase).Entries.ShouldBe(
            [new TransferEntry { Name = "Mail", Site = "https://mail.example.org", UserName = "ada", Password = "päss-1" }]);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("wrong")]
    public void Without_the_passphrase_it_is_asked_for(string? passphrase) => Exports.Refused(Exports.BitwardenEncrypted, passphrase: passphrase).AsksPassphrase.ShouldBeTrue();

    [Theory]
    [InlineData("\"kdfType\": 0", "\"kdfType\": 1")]
    [InlineData("\"kdfIterations\": 5000", "\"kdfIterations\": 5000001")]
    [InlineData("\"kdfIterations\": 5000", "\"kdfIterations\": 0")]
    [InlineData("\"kdfIterations\": 5000", "\"kdfIterations\": \"5000\"")]
    [InlineData("\"salt\": \"AAECAwQFBgcICQoLDA0ODw==\"", "\"salt\": null")]
    [InlineData("\"passwordProtected\": true", "\"passwordProtected\": false")]
    [InlineData("\"data\": \"2.ICEi", "\"data\": \"2.JCEi")]
    [InlineData("\"data\": \"2.ICEi", "\"data\": \"0.ICEi")]
    [InlineData("\"data\": \"2.ICEi", "\"data\": \"2.!CEi")]
    [InlineData("|OAceAznj", "|OAceAznk")]
    [InlineData("|zAas27X+", "|zAas27X/")]
    public void What_was_changed_in_it_is_refused_and_no_passphrase_helps(string what, string by)
    {
        Exports.BitwardenEncrypted.ShouldContain(what);

        var refused = Exports.Refused(Exports.BitwardenEncrypted.Replace(what, by), passphrase: Exports.Passphrase);

        refused.AsksPassphrase.ShouldBeFalse();
        refused.Faults.Single().Words.ShouldNotBeEmpty();
    }

    [Fact]
    public void What_we_write_opens_with_its_passphrase_only()
    {
        var entry = new TransferEntry { Name = "Mail", Password = "päss 🔑", Tags = ["a", "b"], History = [new("old", null)] };
        var first = BitwardenJsonWriter.WriteEncrypted([entry], "correct horse");
        var second = BitwardenJsonWriter.WriteEncrypted([entry], "correct horse");

        ImportReader.Read(first.Content, null, "correct horse").ShouldBeOfType<ImportReading.Read>().Entries.ShouldBe([entry]);
        ImportReader.Read(first.Content, null, "correct hors").ShouldBeOfType<ImportReading.Refused>().AsksPassphrase.ShouldBeTrue();
        var text = System.Text.Encoding.UTF8.GetString(first.Content);
        text.ShouldContain("600000");
        text.ShouldNotContain("Mail");
        Salt(first).ShouldNotBe(Salt(second));

        static string Salt(ExportFile file) => System.Text.Json.JsonDocument.Parse(file.Content).RootElement.GetProperty("salt").GetString()!;
    }
}
