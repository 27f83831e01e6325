using System.Text;
using FaceAuth.Vault;

namespace FaceAuth.Tests.Vault;

public sealed class KeepingOneTimeCodes
{
    // RFC 6238, appendix B: the keys are the ASCII digits, repeated to the length of the hash.
    [Theory]
    [InlineData(59, "94287082", "46119246", "90693936")]
    [InlineData(1111111109, "07081804", "68084774", "25091201")]
    [InlineData(1111111111, "14050471", "67062674", "99943326")]
    [InlineData(1234567890, "89005924", "91819424", "93441116")]
    [InlineData(2000000000, "69279037", "90698825", "38618901")]
    [InlineData(20000000000, "65353130", "77737706", "47863826")]
    public void The_vectors_of_the_standard_come_out(long at, string sha1, string sha256, string sha512)
    {
        Code("SHA1", 20).ShouldBe(sha1);
        Code("SHA256", 32).ShouldBe(sha256);
        Code("SHA512", 64).ShouldBe(sha512);

        string Code(string algorithm, int length)
        {
            var key = string.Concat(Enumerable.Range(1, length).Select(i => (char)('0' + i % 10)));
            Totp.TryParse($"otpauth://totp/x?secret={Base32(key)}&digits=8&algorithm={algorithm}", out var totp).ShouldBeTrue();
            return totp.CodesFrom(DateTimeOffset.FromUnixTimeSeconds(at), 1).Single().Digits;
        }
    }

    [Theory]
    [InlineData("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")]
    [InlineData("gezd gnbv gy3t qojq gezd gnbv gy3t qojq")]
    [InlineData(" GEZD-GNBV-GY3T-QOJQ-GEZD-GNBV-GY3T-QOJQ ")]
    [InlineData("otpauth://totp/Shop:ada%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Shop")]
    [InlineData("OTPAUTH://TOTP/Shop?issuer=Shop&period=30&digits=6&algorithm=HMAC-SHA-1&secret=gezdgnbvgy3tqojqgezdgnbvgy3tqojq")]
    public void One_key_is_read_however_it_is_written(string text)
    {
        Totp.TryParse(text, out var totp).ShouldBeTrue();

        totp.Digits.ShouldBe(6);
        totp.Period.ShouldBe(30);
        totp.CodesFrom(DateTimeOffset.FromUnixTimeSeconds(59), 1).Single().Digits.ShouldBe("287082");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("GEZDGNBV1")]                                        // 1 is no letter of base32
    [InlineData("GEZDGNBVG")]                                        // no whole byte
    [InlineData("GEZDGN")]                                           // too short
    [InlineData("otpauth://hotp/x?secret=GEZDGNBVGY3TQOJQ&counter=1")]
    [InlineData("otpauth://totp/x")]
    [InlineData("otpauth://totp/x?secret=")]
    [InlineData("otpauth://totp/x?secret=GEZDGNBVGY3TQOJQ&secret=GEZDGNBVGY3TQOJA")]
    [InlineData("otpauth://totp/x?secret=GEZDGNBVGY3TQOJQ&digits=5")]
    [InlineData("otpauth://totp/x?secret=GEZDGNBVGY3TQOJQ&digits=9")]
    [InlineData("otpauth://totp/x?secret=GEZDGNBVGY3TQOJQ&digits=-6")]
    [InlineData("otpauth://totp/x?secret=GEZDGNBVGY3TQOJQ&period=14")]
    [InlineData("otpauth://totp/x?secret=GEZDGNBVGY3TQOJQ&period=121")]
    [InlineData("otpauth://totp/x?secret=GEZDGNBVGY3TQOJQ&algorithm=MD5")]
    [InlineData("otpauth://totp/x?secret=GEZDGNBVGY3TQOJQ&encoder=steam")]
    [InlineData("otpauth:")]
    [InlineData("steam://GEZDGNBVGY3TQOJQ")]
    public void What_is_no_key_is_not_read(string? text)
    {
        Totp.TryParse(text, out var totp).ShouldBeFalse();
        totp.ShouldBeNull();
    }

    [Fact]
    public void Codes_follow_one_another_without_a_gap()
    {
        Totp.TryParse("otpauth://totp/x?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&period=60", out var totp).ShouldBeTrue();
        var now = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_039_999);

        var codes = totp.CodesFrom(now, 4);

        codes.Count.ShouldBe(4);
        codes[0].Begins.ShouldBeLessThanOrEqualTo(now);
        codes[0].Ends.ShouldBeGreaterThan(now);
        codes.ShouldAllBe(code => code.Ends - code.Begins == TimeSpan.FromSeconds(60));
        codes.Zip(codes.Skip(1)).ShouldAllBe(pair => pair.First.Ends == pair.Second.Begins);
        codes[2].Digits.ShouldBe(totp.CodesFrom(codes[2].Begins, 1).Single().Digits);
    }

    [Fact]
    public void Nothing_of_it_is_printed()
    {
        Totp.TryParse("GEZDGNBVGY3TQOJQ", out var totp).ShouldBeTrue();
        var code = totp.CodesFrom(DateTimeOffset.UnixEpoch, 1).Single();

        $"{totp} {code}".ShouldBe("(TOTP key) (code)");
    }

    private static string Base32(string ascii) => OtpNet.Base32Encoding.ToString(Encoding.ASCII.GetBytes(ascii)).TrimEnd('=');
}
