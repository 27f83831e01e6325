using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using FaceAuth.Rotation.Targets.PostgreSql;

namespace FaceAuth.Tests.Rotation.Targets;

public sealed class ScramVerifierVectors
{
    [Fact]
    public void The_exchange_of_rfc_7677_fits_the_verifier()
    {
        var salt = Convert.FromBase64String("W22ZaJ0SNY7soEsUEjb6gQ==");
        var verifier = ScramVerifier.Of("pencil", salt, 4096);

        verifier.ShouldStartWith("SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$");
        var keys = verifier.Split('$')[2].Split(':').Select(Convert.FromBase64String).ToArray();
        var exchange = Encoding.ASCII.GetBytes(
            "n=user,r=rOprNGfwEbeRWgbNEkqO,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,"
            + "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0");
        Convert.ToBase64String(HMACSHA256.HashData(keys[1], exchange)).ShouldBe("6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
        var proof = Convert.FromBase64String("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
        var client = HMACSHA256.HashData(keys[0], exchange).Zip(proof, (left, right) => (byte)(left ^ right)).ToArray();
        SHA256.HashData(client).ShouldBe(keys[0]);
    }

    [Fact]
    public void Every_verifier_has_a_salt_of_its_own() => ScramVerifier.Of("pencil").ShouldNotBe(ScramVerifier.Of("pencil"));

    [Theory]
    [InlineData("Old-1 secret")]
    [InlineData("£ § € é ñ ß ø ł Ж й 漢字 かな 한글 – “”")]
    [InlineData("🔑\u0001\n")]
    public void Letters_and_signs_of_most_scripts_are_taken_as_they_are(string password) =>
        SaslPrep.LeavesAsItIs(password).ShouldBeTrue();

    [Theory]
    [InlineData("")]
    [InlineData("nul\0")]
    [InlineData("e\u0301")]
    [InlineData("\ufb01")]
    [InlineData("x\u00b2")]
    [InlineData("no\u00a0break")]
    [InlineData("soft\u00adhyphen")]
    [InlineData("\u200bzero width")]
    [InlineData("\uff21")]
    [InlineData("\u1112\u1161")]
    [InlineData("\u212b")]
    public void What_would_be_prepared_into_something_else_is_refused(string password) => SaslPrep.LeavesAsItIs(password).ShouldBeFalse();

    [Fact]
    public void Half_a_character_is_refused() => SaslPrep.LeavesAsItIs("half \ud83d").ShouldBeFalse();

    // Node has the tables that the site does not load.
    [Fact]
    public async Task No_normalisation_changes_what_is_taken()
    {
        var taken = Enumerable.Range(1, 0x10FFFF).Where(code => code is < 0xD800 or > 0xDFFF && SaslPrep.LeavesAsItIs(char.ConvertFromUtf32(code))).ToList();
        taken.Count.ShouldBeGreaterThan(1_000_000);
        using var node = Process.Start(new ProcessStartInfo("node")
        {
            ArgumentList =
            {
                "-e",
                """
                const taken = new Set(require('fs').readFileSync(0, 'utf8').split(' ').map(Number));
                let wrong = 0;
                for (let code = 0; code < 0x110000; code++) {
                  if (code >= 0xD800 && code <= 0xDFFF) continue;
                  const text = String.fromCodePoint(code);
                  if (taken.has(code) && text.normalize('NFKC') !== text) wrong++;
                  // What stands second in a decomposition composes with what is before it.
                  for (const part of [...text.normalize('NFD')].slice(1)) if (taken.has(part.codePointAt(0))) wrong++;
                }
                console.log(wrong);
                """,
            },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        await node.StandardInput.WriteAsync(string.Join(' ', taken));
        node.StandardInput.Close();
        (await node.StandardOutput.ReadToEndAsync()).Trim().ShouldBe("0");
    }
}
