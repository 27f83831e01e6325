using FaceAuth.Vault.Generator;

namespace FaceAuth.Tests.Vault.Generator;

public sealed class MakingPasswords
{
    public static TheoryData<PasswordRecipe> Recipes =>
    [
        new(),
        new() { Length = 8 },
        new() { Length = 128, NoLookAlikes = true },
        new() { Length = 8, Lower = false, Upper = false, Symbols = false },
        new() { Length = 8, AllowedSymbols = "#" },
        new() { Length = 9, Upper = false, Digits = false, AllowedSymbols = "+-", NoLookAlikes = true },
    ];

    [Theory, MemberData(nameof(Recipes))]
    public void Each_chosen_class_occurs_and_nothing_else_does(PasswordRecipe recipe)
    {
        for (var i = 0; i < 200; i++)
        {
            var password = PasswordGenerator.Generate(recipe);
            password.Length.ShouldBe(recipe.Length);
            recipe.Classes.ShouldAllBe(one => password.Any(one.Contains));
            password.ShouldAllBe(c => string.Concat(recipe.Classes).Contains(c));
        }
    }

    [Fact]
    public void Look_alikes_are_left_out()
    {
        var recipe = new PasswordRecipe { NoLookAlikes = true, AllowedSymbols = "|'\"`!#" };

        string.Concat(recipe.Classes).Intersect(PasswordRecipe.LookAlikes).ShouldBeEmpty();
        recipe.Classes[3].ShouldBe("!#");
    }

    [Fact]
    public void The_strength_is_the_number_of_passwords_there_are()
    {
        // Small enough to be counted one by one.
        string[] classes = ["ab", "c", "de"];
        var letters = string.Concat(classes);
        var count = 0;
        for (var n = 0; n < 625; n++)
        {
            var text = string.Concat(Enumerable.Range(0, 4).Select(place => letters[n / (int)Math.Pow(5, place) % 5]));
            if (classes.All(one => text.Any(one.Contains))) count++;
        }

        ((int)PasswordGenerator.CountOf(classes, 4)).ShouldBe(count);
        PasswordGenerator.StrengthBits(new() { Length = 8, Lower = false, Upper = false, Symbols = false }).ShouldBe(8 * Math.Log2(10), 1e-9);
        PasswordGenerator.StrengthBits(new() { Kind = PasswordKind.Words }).ShouldBe(77.549, 0.001);
        PasswordGenerator.StrengthBits(new() { Kind = PasswordKind.Words, Capital = true, Digit = true }).ShouldBe(77.549 + Math.Log2(60), 0.001);
    }

    [Fact]
    public void No_password_is_likelier_than_another()
    {
        // 8 characters, of which one symbol at least and one digit at least: a way that puts those in first would make digits and
        // symbols rare or frequent. Expected shares come from counting, not from the generator.
        var recipe = new PasswordRecipe { Length = 8, Lower = false, Upper = false, AllowedSymbols = "#+" };
        const int tries = 40_000;
        var symbols = new int[9];
        for (var i = 0; i < tries; i++)
            symbols[PasswordGenerator.Generate(recipe).Count("#+".Contains)]++;

        // k symbols among 8: C(8,k)·2^k·10^(8-k), k from 1 to 7, out of 12^8 - 10^8 - 2^8.
        var all = Math.Pow(12, 8) - Math.Pow(10, 8) - Math.Pow(2, 8);
        var chiSquared = 0.0;
        double choose = 1;
        for (var k = 1; k <= 4; k++)
        {
            choose = choose * (9 - k) / k;
            var expected = tries * choose * Math.Pow(2, k) * Math.Pow(10, 8 - k) / all;
            chiSquared += Math.Pow(symbols[k] - expected, 2) / expected;
        }
        symbols[0].ShouldBe(0);
        symbols[8].ShouldBe(0);
        // Four cells: beyond 45 once in more than a hundred million runs; a biased way is beyond 1,000.
        chiSquared.ShouldBeLessThan(45);
    }

    [Fact]
    public void Words_come_from_the_list()
    {
        WordList.All.Count.ShouldBe(WordList.Count);
        WordList.All.Distinct().Count().ShouldBe(WordList.Count);

        var plain = PasswordGenerator.Generate(new() { Kind = PasswordKind.Words, Separator = " ", Words = 12 }).Split(' ');
        plain.Length.ShouldBe(12);
        plain.ShouldAllBe(word => WordList.All.Contains(word));

        var dressed = PasswordGenerator.Generate(new() { Kind = PasswordKind.Words, Separator = " ", Capital = true, Digit = true }).Split(' ');
        dressed.Length.ShouldBe(6);
        dressed.ShouldAllBe(word => char.IsAsciiLetterUpper(word[0]));
        dressed.Count(word => char.IsAsciiDigit(word[^1])).ShouldBe(1);
    }

    [Fact]
    public void Words_can_be_told_apart_without_a_separator()
    {
        // Otherwise two rows of words could be the same password, and the strength would be overstated.
        var sorted = WordList.All.Order(StringComparer.Ordinal).ToList();
        sorted.Zip(sorted.Skip(1)).ShouldAllBe(pair => !pair.Second.StartsWith(pair.First, StringComparison.Ordinal));
    }

    [Fact]
    public void Another_word_list_is_refused() =>
        Should.Throw<InvalidDataException>(() => WordList.Parse("11111\tabacus\n"u8.ToArray()));

    [Fact]
    public void A_recipe_that_cannot_be_made_says_why()
    {
        PasswordRecipe[] wrong =
        [
            new() { Length = 7 },
            new() { Length = 129 },
            new() { Lower = false, Upper = false, Digits = false, Symbols = false },
            new() { AllowedSymbols = "" },
            new() { AllowedSymbols = "a#" },
            new() { AllowedSymbols = "##" },
            new() { AllowedSymbols = "§" },
            new() { AllowedSymbols = "'|", NoLookAlikes = true },
            new() { Kind = PasswordKind.Words, Words = 3 },
            new() { Kind = PasswordKind.Words, Words = 13 },
            new() { Kind = PasswordKind.Words, Separator = "x" },
            new() { Kind = PasswordKind.Words, Separator = "----" },
        ];

        foreach (var recipe in wrong)
        {
            recipe.Faults().Count.ShouldBe(1, recipe.ToString());
            Should.Throw<ArgumentException>(() => PasswordGenerator.Generate(recipe));
        }
        new PasswordRecipe().Faults().ShouldBeEmpty();
        new PasswordRecipe { Kind = PasswordKind.Words, Length = 0, Separator = "" }.Faults().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(49.9, "weak")]
    [InlineData(50, "fair")]
    [InlineData(70, "strong")]
    [InlineData(99.9, "strong")]
    [InlineData(100, "very strong")]
    public void A_strength_has_a_word(double bits, string word) =>
        PasswordGenerator.Say(PasswordGenerator.Judge(bits)).ShouldBe(word);
}
