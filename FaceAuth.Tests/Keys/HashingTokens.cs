using FaceAuth.Keys;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Keys;

public sealed class HashingTokens
{
    [Fact]
    public async Task A_hash_depends_on_the_token_its_kind_and_the_installation()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var elsewhere = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        using var keys = await TestKeys.StartAsync(database);
        using var others = await TestKeys.StartAsync(elsewhere);

        var hash = keys.Lookup.Of("session", "token");

        hash.Length.ShouldBe(43);
        hash.ShouldMatch("^[A-Za-z0-9_-]+$");
        keys.Lookup.Of("session", "token").ShouldBe(hash);
        new[] { keys.Lookup.Of("link", "token"), keys.Lookup.Of("session", "Token"), keys.Lookup.Of("sessiont", "oken"), others.Lookup.Of("session", "token") }
            .ShouldNotContain(hash);
    }

    [Fact]
    public void A_token_has_256_bits_and_is_new_each_time()
    {
        var tokens = Enumerable.Range(0, 100).Select(_ => Tokens.New()).ToList();

        tokens.Distinct().Count().ShouldBe(100);
        tokens.ShouldAllBe(t => t.Length == 43 && System.Buffers.Text.Base64Url.DecodeFromChars(t).Length == 32);
    }

    [Fact]
    public void A_code_is_six_digits_and_each_digit_comes_everywhere()
    {
        var codes = Enumerable.Range(0, 5000).Select(_ => Tokens.NewCode()).ToList();

        codes.ShouldAllBe(code => code.Length == 6 && code.All(char.IsAsciiDigit));
        for (var place = 0; place < 6; place++)
        {
            // 500 each are expected; fewer than 350 by chance is 7 standard deviations away.
            foreach (var digit in codes.GroupBy(code => code[place]))
                digit.Count().ShouldBeGreaterThan(350);
            codes.Select(code => code[place]).Distinct().Count().ShouldBe(10);
        }
    }
}
