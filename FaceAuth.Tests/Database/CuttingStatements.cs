using FaceAuth.Database;

namespace FaceAuth.Tests.Database;

public sealed class CuttingStatements
{
    [Theory]
    [InlineData("a; b", "a|b")]
    [InlineData(" ;; a ;\n", "a")]
    [InlineData("", "")]
    [InlineData("-- only; a remark\n", "")]
    [InlineData("a -- x; y\n b; c", "a \n b|c")]
    [InlineData("a 'x;y' ; b", "a 'x;y'|b")]
    [InlineData("a 'it''s; so'; b", "a 'it''s; so'|b")]
    [InlineData("a \"x;y\" `z;` ; b", "a \"x;y\" `z;`|b")]
    [InlineData("a '-- no remark'; b", "a '-- no remark'|b")]
    [InlineData("a /*! x; y */; b", "a /*! x; y */|b")]
    [InlineData("a - -1; b", "a - -1|b")]
    public void Semicolons_cut_outside_quotes_and_comments(string text, string statements) =>
        string.Join('|', SqlText.Statements(text)).ShouldBe(statements);

    [Theory]
    [InlineData("a 'x")]
    [InlineData("a /* x")]
    public void What_is_not_closed_is_refused(string text) =>
        Should.Throw<FormatException>(() => SqlText.Statements(text).ToList());
}
